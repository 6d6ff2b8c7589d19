import { useRef } from "preact/hooks";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Field } from "../../parts/field.js";
import { draftedNetwork, shownText } from "../../state/design.js";
import { tellDone, tellError } from "../../tell.js";

/** The network file itself: to read, copy, change, or bring along. */
export function JsonCard({ app, state }: ScreenProps) {
  const file = useRef<HTMLInputElement>(null);
  const text = shownText(state) ?? "";
  const take = (written: string) => app.update((now) => draftedNetwork(now, written));
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      tellDone(app, "The network file is copied.");
    } catch {
      tellError(app, new Error("The browser did not allow copying. Select the text and copy it."));
    }
  };
  return (
    <Card title="The network file">
      <details open={state.design.draft?.error !== undefined}>
        <summary>network.json, as the command line reads it</summary>
        <div class="stack">
          <Field
            label="JSON"
            error={state.design.draft?.error}
            hint="What you write here counts as soon as it is right."
          >
            {(ids) => (
              <textarea
                {...ids}
                class="network-json"
                rows={18}
                spellcheck={false}
                value={text}
                onInput={({ currentTarget }) => take(currentTarget.value)}
              />
            )}
          </Field>
          <div class="row tight">
            <Button icon="copy" onClick={() => void copy()}>
              Copy
            </Button>
            <Button icon="upload" onClick={() => file.current?.click()}>
              Open a network file
            </Button>
            <input
              ref={file}
              type="file"
              class="only-heard"
              aria-label="Network file"
              tabIndex={-1}
              accept=".json,application/json"
              onChange={async ({ currentTarget }) => {
                const chosen = currentTarget.files?.[0];
                if (chosen) take(await chosen.text());
                currentTarget.value = "";
              }}
            />
          </div>
        </div>
      </details>
    </Card>
  );
}
