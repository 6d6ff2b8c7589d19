/** Outlines of 24 × 24, drawn with strokes in the colour of the text. */
const PATHS = {
  record: "M12 3a4 4 0 0 1 4 4v4a4 4 0 0 1-8 0V7a4 4 0 0 1 4-4M5 11a7 7 0 0 0 14 0M12 18v3",
  design:
    "M5 6a2 2 0 1 0 0 .1M5 18a2 2 0 1 0 0 .1M12 12a2 2 0 1 0 0 .1M19 12a2 2 0 1 0 0 .1M6.6 7.2l4 3.6M6.6 16.8l4-3.6M14 12h3",
  train: "M4 4v16h16M7 8c2 6 5 8 12 8.5",
  board: "M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4",
  teach: "M12 5c5 0 8.5 4 9.5 7-1 3-4.5 7-9.5 7s-8.5-4-9.5-7c1-3 4.5-7 9.5-7M12 9a3 3 0 1 0 .1 0",
  share: "M12 15V4M8 7.5 12 3.500l4 4M6 12H5v8h14v-8h-1",
  tick: "M5 12.500l4.5 4.500L19 7",
  cross: "M6 6l12 12M18 6 6 18",
  error: "M12 3.5 22 20.500H2zM12 10v5M12 17.500v.5",
  information: "M12 3a9 9 0 1 0 .1 0M12 11v6M12 7v.5",
  sun: "M12 8a4 4 0 1 0 .1 0M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.400M17.6 17.6 19 19M5 19l1.4-1.400M17.6 6.4 19 5",
  moon: "M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5",
  automatic: "M12 3a9 9 0 1 0 .1 0M12 3v18M12 7h6.500M12 12h9M12 17h6.5",
  download: "M12 4v11M8 11.500l4 4 4-4M5 20h14",
  upload: "M12 16V5M8 8.500l4-4 4 4M5 20h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.700L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.700L12 17",
  play: "M8 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
  stop: "M6 6h12v12H6z",
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
  redo: "m16 5 4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
  delete: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  cut: "M6 6l12 12M18 6 6 18M6 4a2 2 0 1 0 .1 0M6 16a2 2 0 1 0 .1 0",
  add: "M12 5v14M5 12h14",
  up: "m6 14 6-6 6 6",
  down: "m6 10 6 6 6-6",
  more: "M5 12h.1M12 12h.1M19 12h.1",
  phone: "M8 3h8v18H8zM11 18h2",
  bluetooth: "M7 8l10 8-5 5V3l5 5L7 16",
  cable: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  wand: "M5 19 15 9M17 3v4M15 5h4M19 11v3M17.5 12.500h3M9 4v3M7.5 5.500h3",
  battery: "M3 8h15v8H3zM21 11v2",
  folder: "M3 6h6l2 2h10v11H3z",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
