import { Icon } from "../../parts/icon.js";

/** What scores alone would hide. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    <div class="stack tight" role="status">
      {warnings.map((text) => (
        <div key={text} class="notice warning">
          <Icon name="error" />
          <p>{sentence(text)}</p>
        </div>
      ))}
    </div>
  );
}

/** A warning of the command line as a sentence of the page: it has no flags. */
function sentence(text: string): string {
  const plain = text
    .split("; ")
    .map((part) => part.replace(/,? or others by --seed/, ""))
    .filter((part) => !/--[a-z]/.test(part))
    .join("; ");
  const whole = plain.replace(/^./, (first) => first.toUpperCase());
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
