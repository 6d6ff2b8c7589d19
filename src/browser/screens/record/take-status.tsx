import type { Take } from "../../state/recorder.js";

interface TakeStatusProps {
  readonly take: Take;
  readonly recordings: number;
}

/** What is recorded just now, for who hears the page. */
export function TakeStatus({ take, recordings }: TakeStatusProps) {
  return (
    <p class="only-heard" role="status">
      {take.status === "recording"
        ? `Recording ${take.label}`
        : take.status === "counting"
          ? `${take.label} in ${take.left}`
          : `${recordings} recordings`}
    </p>
  );
}
