import type { App, AppState } from "../state/app-state.js";
import { dismissNotice, type Notice, shownNotices } from "../state/notices.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

interface NoticesProps {
  readonly app: App;
  readonly state: AppState;
}

/** What is to be said: errors at once, the rest when whoever listens has time. */
export function Notices({ app, state }: NoticesProps) {
  const list = (kind: Notice["kind"]) =>
    shownNotices(state)
      .filter((notice) => notice.kind === kind)
      .map((notice) => (
        <NoticeView
          key={notice.id}
          notice={notice}
          onDismiss={() => app.update((now) => dismissNotice(now, notice.id))}
        />
      ));
  return (
    <>
      <div class="notices" role="alert">
        {list("error")}
      </div>
      <div class="notices" role="status">
        {list("done")}
      </div>
    </>
  );
}

interface NoticeViewProps {
  readonly notice: Notice;
  readonly onDismiss: () => void;
}

function NoticeView({ notice: { kind, text, action }, onDismiss }: NoticeViewProps) {
  return (
    <div class={`notice ${kind}`}>
      <Icon name={kind === "error" ? "error" : "tick"} />
      <p>{text}</p>
      {action && (
        <Button size="small" onClick={action.run}>
          {action.text}
        </Button>
      )}
      <Button kind="quiet" size="small" icon="cross" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}
