import { slotNames } from "../espruino/slots.js";
import { asciiText } from "./names.js";

/** The settings' program, an expression as the watch's Settings evaluate it. */
export const settingsText = (id: string): string => `(function(back) {
  const FILE = ${asciiText(`${id}.json`)};
  const LEARNT = ${asciiText(slotNames(id))};
  const storage = require("Storage");
  const settings = Object.assign({ sure: 50, buzz: false }, storage.readJSON(FILE, 1) || {});
  function menu() {
    E.showMenu({
      "": { title: ${asciiText(id)}, back: back },
      "< Back": back,
      "Sure from": {
        value: settings.sure, min: 0, max: 95, step: 5,
        format: (v) => v + " %",
        onchange: (v) => { settings.sure = v; storage.writeJSON(FILE, settings); },
      },
      "Buzz": {
        value: !!settings.buzz,
        onchange: (v) => { settings.buzz = v; storage.writeJSON(FILE, settings); },
      },
      "Forget": () => E.showPrompt("Forget all that was taught?").then((yes) => {
        if (yes) LEARNT.forEach((file) => storage.erase(file));
        menu();
      }),
    });
  }
  menu();
})
`;
