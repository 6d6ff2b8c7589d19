import type { ScreenProps } from "../../page.js";

export function BoardScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
