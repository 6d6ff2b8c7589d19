import type { ScreenProps } from "../../page.js";

export function RecordScreen({ state }: ScreenProps) {
  return <p>{state.project.name}</p>;
}
