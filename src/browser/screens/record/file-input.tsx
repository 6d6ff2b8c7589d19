import { useRef } from "preact/hooks";
import { Button } from "../../parts/button.js";
import type { App } from "../../state/app-state.js";
import { takeFiles } from "./import-files.js";

interface FileButtonProps {
  readonly app: App;
  readonly children: string;
  /** endings and types that the browser's chooser offers; all when left out */
  readonly accept?: string;
  readonly several?: boolean;
  readonly kind?: "quiet";
}

/** Lets a person choose files of this device. They are read here and go nowhere. */
export function FileButton({ app, children, accept, several = false, kind }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...(kind && { kind })} icon="file" onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={children}
        multiple={several}
        {...(accept !== undefined && { accept })}
        onChange={({ currentTarget }) => {
          void takeFiles(app, Array.from(currentTarget.files ?? []));
          currentTarget.value = "";
        }}
      />
    </>
  );
}
