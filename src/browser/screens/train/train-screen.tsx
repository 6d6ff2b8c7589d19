import type { ScreenProps } from "../../page.js";

export function TrainScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
