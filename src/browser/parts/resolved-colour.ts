/**
 * A colour of the page's look as it is just now, dark or light, for what is drawn on a canvas: there a variable's own text
 * would not do.
 * @param name of the variable: "--line"
 */
export function resolvedColour(within: Element, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
