import type { ScreenProps } from "../../page.js";

export function DesignScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
