import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { QuestionDialog } from "./parts/confirm.js";
import { Mark } from "./parts/mark.js";
import { Notices } from "./parts/notices.js";
import { Projects } from "./parts/projects.js";
import { Steps } from "./parts/steps.js";
import { StorageNotice } from "./parts/storage-notice.js";
import { ThemeButton } from "./parts/theme-button.js";
import { BoardScreen } from "./screens/board/board-screen.js";
import { DesignScreen } from "./screens/design/design-screen.js";
import { RecordScreen } from "./screens/record/record-screen.js";
import { ShareScreen } from "./screens/share/share-screen.js";
import { TeachScreen } from "./screens/teach/teach-screen.js";
import { TrainScreen } from "./screens/train/train-screen.js";
import type { App, AppState, ScreenName } from "./state/app-state.js";
import { stepsDone } from "./state/steps.js";

/** What every screen is given. */
export interface ScreenProps {
  readonly app: App;
  readonly state: AppState;
}

interface Screen {
  readonly title: string;
  /** where there is little space */
  readonly short?: string;
  /** what one does here, in a sentence */
  readonly lead: string;
  readonly View: ComponentType<ScreenProps>;
}

const VIEWS: Readonly<Record<ScreenName, Screen>> = {
  record: {
    title: "Record",
    lead: "Collect a few examples of each movement that the network is to tell apart.",
    View: RecordScreen,
  },
  design: {
    title: "Design",
    lead: "A network that fits what you recorded is chosen already. Change what you like and see at once whether it fits the board.",
    View: DesignScreen,
  },
  train: {
    title: "Train",
    lead: "The network learns from your recordings, here in the page, with the very module that the board will run.",
    View: TrainScreen,
  },
  board: {
    title: "Put on a board",
    short: "Board",
    lead: "The trained network goes to your board as machine code, and goes on learning there.",
    View: BoardScreen,
  },
  teach: {
    title: "Watch and teach",
    short: "Teach",
    lead: "See what the board makes of its readings. Correct it with a click, and it learns.",
    View: TeachScreen,
  },
  share: {
    title: "Share",
    lead: "Take the network with you, for any board or program, or hand the project on.",
    View: ShareScreen,
  },
};

/** The whole page: the steps, what is to be said, and the screen. */
export function Page({ app, state }: ScreenProps) {
  const { title, lead, View } = VIEWS[state.screen];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(state.screen);
  useEffect(() => {
    document.title = `${title} · perceptino`;
    if (shown.current === state.screen) return;
    shown.current = state.screen;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [state.screen, title]);
  return (
    <div class="frame">
      <button class="skip button" type="button" onClick={() => heading.current?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <h1 class="brand">
          <Mark />
          perceptino
        </h1>
        <div class="end">
          <Projects app={app} state={state} />
          <ThemeButton />
        </div>
      </header>
      <Steps current={state.screen} done={stepsDone(state)} titles={VIEWS} />
      <main class="content">
        <StorageNotice app={app} state={state} />
        <Notices app={app} state={state} />
        <div class="screen-title">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <p>{lead}</p>
        </div>
        <View key={state.screen} app={app} state={state} />
      </main>
      <QuestionDialog state={state} />
    </div>
  );
}
