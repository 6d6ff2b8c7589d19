import { count, counted } from "../../../common/text.js";

/** How long something is: "0.4 s", "12 s", "3 min 20 s". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  return `${count(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** "3 recordings, 6.2 s"; readings where no rate tells how long they took. */
export function amount(recordings: number, seconds: number, readings: number): string {
  if (recordings === 0) return "nothing yet";
  const long = seconds > 0 ? duration(seconds) : counted(readings, "reading");
  return `${counted(recordings, "recording")}, ${long}`;
}
