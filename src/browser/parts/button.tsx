import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.js";

interface ButtonProps extends Omit<ButtonHTMLAttributes, "icon" | "size"> {
  /** primary: the one thing to do next; danger: what takes something away */
  readonly kind?: "primary" | "quiet" | "danger";
  readonly size?: "small" | "large";
  readonly icon?: IconName;
  /** a button with an icon alone: what it is called */
  readonly label?: string;
  readonly children?: ComponentChildren;
}

/** A button. All else that it is given goes to the element. */
export function Button({ kind, size, icon, label, children, ...rest }: ButtonProps) {
  const classes = ["button", kind, size, label !== undefined && "round", rest.class];
  return (
    <button
      type="button"
      {...rest}
      class={classes.filter(Boolean).join(" ")}
      {...(label !== undefined && { "aria-label": label, title: label })}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
