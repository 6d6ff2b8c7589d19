import type { ScreenProps } from "../../page.js";

export function TeachScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
