import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.js";

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** what to do so that there is something */
  readonly children?: ComponentChildren;
}

/** Where nothing is yet: what will be here, and the way to it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h3>{title}</h3>
      {children}
    </div>
  );
}
