import type { App, AppState } from "../state/app-state.js";
import { keeperOf } from "../storage/start.js";
import { telling } from "../tell.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

interface StorageNoticeProps {
  readonly app: App;
  readonly state: AppState;
}

/** Where the project is not kept: why, and what to do. Nothing while all is well. */
export function StorageNotice({ app, state: { storage } }: StorageNoticeProps) {
  if (storage.status === "opening" || storage.status === "kept") return null;
  return (
    <div class="notices">
      <div class="notice warning" role="alert">
        <Icon name="error" />
        {storage.status === "failed" ? (
          <p>{storage.why}</p>
        ) : (
          <OtherTab app={app} deleted={storage.deleted} />
        )}
      </div>
    </div>
  );
}

function OtherTab({ app, deleted }: { readonly app: App; readonly deleted: boolean }) {
  const keeper = keeperOf(app);
  return (
    <div class="stack tight grow">
      <p>
        {deleted
          ? "Another tab has deleted this project. Here it is still open, but not kept any more."
          : "Another tab has changed this project. Nothing is overwritten: choose which one goes on here."}
      </p>
      <div class="row tight">
        {!deleted && (
          <Button size="small" onClick={() => void telling(app, () => keeper.reload())}>
            Load the other tab’s
          </Button>
        )}
        <Button size="small" onClick={() => void telling(app, () => keeper.keepAsCopy())}>
          Keep this one as a copy
        </Button>
      </div>
    </div>
  );
}
