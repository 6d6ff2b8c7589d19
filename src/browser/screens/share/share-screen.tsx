import type { ScreenProps } from "../../page.js";

export function ShareScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
