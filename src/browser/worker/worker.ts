// What takes longer than a frame: compiling, training, reading files. Runs in a worker; the page calls it by client.ts.
import { expose } from "comlink";
import { RESOURCES } from "../resources.js";
import { BASE_FIRMWARES } from "./base-firmware.js";
import { workWith } from "./work.js";

expose(workWith(RESOURCES, BASE_FIRMWARES));
