import { render } from "preact";
import { keepOffline } from "./installing.js";
import { listenForUndo } from "./parts/undo-keys.js";
import { Root } from "./root.js";
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
render(<Root app={app} />, document.getElementById("page")!);
void keepOffline(app);
