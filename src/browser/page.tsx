import type { ComponentType } from "preact";
import { BoardScreen } from "./screens/board/board-screen.js";
import { DesignScreen } from "./screens/design/design-screen.js";
import { RecordScreen } from "./screens/record/record-screen.js";
import { ShareScreen } from "./screens/share/share-screen.js";
import { TeachScreen } from "./screens/teach/teach-screen.js";
import { TrainScreen } from "./screens/train/train-screen.js";
import { type App, type AppState, SCREENS, type ScreenName } from "./state/app-state.js";

/** What every screen is given. */
export interface ScreenProps {
  readonly app: App;
  readonly state: AppState;
}

interface Screen {
  readonly title: string;
  readonly View: ComponentType<ScreenProps>;
}

const VIEWS: Readonly<Record<ScreenName, Screen>> = {
  record: { title: "Record", View: RecordScreen },
  design: { title: "Design", View: DesignScreen },
  train: { title: "Train", View: TrainScreen },
  board: { title: "Put on a board", View: BoardScreen },
  teach: { title: "Watch and teach", View: TeachScreen },
  share: { title: "Share", View: ShareScreen },
};

/** The whole page: where one is, and the screen. */
export function Page({ app, state }: ScreenProps) {
  const { title, View } = VIEWS[state.screen];
  return (
    <>
      <header>
        <h1>perceptino</h1>
        <nav aria-label="Screens">
          {SCREENS.map((screen) => (
            <button
              key={screen}
              type="button"
              aria-current={screen === state.screen ? "page" : undefined}
              onClick={() => app.update((now) => ({ ...now, screen }))}
            >
              {VIEWS[screen].title}
            </button>
          ))}
        </nav>
      </header>
      <main>
        <h2>{title}</h2>
        <View app={app} state={state} />
      </main>
    </>
  );
}
