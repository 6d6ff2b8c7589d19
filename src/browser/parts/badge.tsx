import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.js";

interface BadgeProps {
  readonly tone?: "accent" | "good" | "warn" | "bad";
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}

/** A word or two about something. The words say it, not the colour. */
export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span class={tone ? `badge ${tone}` : "badge"}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
