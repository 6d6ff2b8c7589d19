import { type App, SCREENS, type ScreenName } from "./state/app-state.js";

/** The screen that an address names, if it names one: #train. */
const screenOf = (fragment: string): ScreenName | undefined =>
  SCREENS.find((screen) => `#${screen}` === fragment);

/** Shows a screen; the browser's back button leads back. */
export function go(screen: ScreenName): void {
  location.hash = screen;
}

/** Keeps the screen as the address says, from now on. */
export function followAddress(app: App): void {
  const follow = (): void => {
    const screen = screenOf(location.hash);
    if (screen) app.update((state) => (state.screen === screen ? state : { ...state, screen }));
  };
  addEventListener("hashchange", follow);
  follow();
}
