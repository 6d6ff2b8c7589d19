import { useState } from "preact/hooks";
import { chosenTheme, nextTheme, type Theme, takeTheme } from "../theme.js";
import { Button } from "./button.js";
import type { IconName } from "./icon.js";

const ICONS: Readonly<Record<Theme, IconName>> = {
  system: "automatic",
  light: "sun",
  dark: "moon",
};

/** Goes from the system's colours to light, to dark and back. */
export function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = nextTheme(theme);
  return (
    <Button
      kind="quiet"
      icon={ICONS[theme]}
      label={`Colours: ${theme}. Change to ${next}`}
      onClick={() => {
        takeTheme(next);
        setTheme(next);
      }}
    />
  );
}
