import { SCREENS, type ScreenName } from "../state/app-state.js";
import { Icon } from "./icon.js";

interface StepsProps {
  readonly current: ScreenName;
  readonly done: ReadonlySet<ScreenName>;
  readonly titles: Readonly<
    Record<ScreenName, { readonly title: string; readonly short?: string }>
  >;
}

/** The way from readings to a board that learns, with where one is and what is done. */
export function Steps({ current, done, titles }: StepsProps) {
  return (
    <nav class="steps" aria-label="Steps">
      <ol>
        {SCREENS.map((screen) => {
          const { title, short = title } = titles[screen];
          return (
            <li key={screen}>
              <a
                href={`#${screen}`}
                aria-label={done.has(screen) ? `${title}, done` : title}
                aria-current={screen === current ? "page" : undefined}
              >
                <span class="icon-place">
                  <Icon name={screen} />
                </span>
                <span class="short">{short}</span>
                <span class="long">{title}</span>
                {done.has(screen) && (
                  <span class="tick">
                    <Icon name="tick" />
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
