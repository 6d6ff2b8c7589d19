export { hex } from "./bits.js";
