import { render } from "preact";
import { keepOffline } from "./installing.js";
import { Page } from "./page.js";
import { listenForUndo } from "./parts/undo-keys.js";
import { followAddress } from "./routing.js";
import { followLinks } from "./screens/share/open-link.js";
import { createApp } from "./state/app-state.js";
import { startStorage } from "./storage/start.js";
import { chosenTheme, takeTheme } from "./theme.js";

takeTheme(chosenTheme());
const app = createApp();
followAddress(app);
startStorage(app);
followLinks(app);
listenForUndo(app);
const root = document.getElementById("page")!;

let drawing = false;
const draw = (): void => {
  drawing = false;
  render(<Page app={app} state={app.get()} />, root);
};
app.subscribe(() => {
  // Readings come more often than a screen is drawn.
  if (!drawing) requestAnimationFrame(draw);
  drawing = true;
});
draw();
void keepOffline(app);
