/** Colours after Okabe and Ito, told apart by all kinds of sight; brighter ones on dark. */
const COLOURS = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1a1e24; --soft: #59616d; --grid: #e6e9ed; --edge: #dde1e6;
  --blue: #0072b2; --orange: #d55e00; --green: #00805d; --purple: #a83f85;
  --right: 0 114 178; --wrong: 213 94 0; --light: 0.08; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #121519; --card: #1b1f25; --ink: #e8eaed; --soft: #a3acb8; --grid: #323840; --edge: #2c323a;
  --blue: #56b4e9; --orange: #f0964a; --green: #2fc39b; --purple: #e08cc0;
  --right: 86 180 233; --wrong: 240 150 74; --light: 0.12; } }
`;

const TEXT = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 12px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, nav, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 44px; }
footer { padding-top: 28px; padding-bottom: 40px; color: var(--soft); font-size: 14px; }
h1, h2, h3, h4, p { overflow-wrap: anywhere; margin: 0; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); letter-spacing: 0.01em; }
h2 { font-size: 1.45rem; line-height: 1.25; letter-spacing: -0.01em; margin: 56px 0 10px; }
h3 { font-size: 1.1rem; margin: 28px 0 4px; }
h2 + h3, h2 + p + article > h3:first-child { margin-top: 12px; }
h4 { font-size: 0.95rem; margin: 0 0 8px; }
table + h4, .threshold + h4 { margin-top: 20px; }
.answer { max-width: 40em; margin: 6px 0 18px; font-size: clamp(1.35rem, 1rem + 1.7vw, 2rem); font-weight: 650;
  line-height: 1.25; letter-spacing: -0.018em; text-wrap: pretty; }
.shape { color: var(--soft); }
.shape b { color: var(--ink); font-variant-numeric: tabular-nums; }
.note, .empty, caption, small { color: var(--soft); font-size: 14px; }
section > p:not(.note) { max-width: 46em; text-wrap: pretty; }
.word { margin-bottom: 12px; padding: 8px 14px; border-left: 3px solid var(--orange); }
nav { margin-top: 22px; }
nav ol { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: 4px 12px; border: 1px solid var(--edge); border-radius: 99px;
  background: var(--card); color: var(--ink); font-size: 14px; text-decoration: none; }
nav a:hover { border-color: var(--blue); color: var(--blue); }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
`;

const LAYOUT = `
.cards { display: grid; gap: 14px; align-items: start; margin: 12px 0 14px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
.card { min-width: 0; padding: 16px; background: var(--card); border: 1px solid var(--edge);
  border-radius: 10px; }
section > p + .card, section > .key + .columns { margin-top: 12px; }
.stack { display: grid; gap: 14px; min-width: 0; }
.stack:empty { display: none; }
.slim { width: fit-content; min-width: min(100%, 560px); max-width: 100%; }
.cards > .slim, .cards > .card:only-child { width: auto; max-width: 680px; }
.cards > .all:only-child, .cards > .wide:only-child { max-width: none; }
.all { grid-column: 1 / -1; }
@media (min-width: 760px) { .wide { grid-column: span 2; } }
details { margin: 12px 0; }
summary { width: fit-content; max-width: 100%; padding: 4px 0; color: var(--blue); font-size: 15px;
  cursor: pointer; overflow-wrap: anywhere; }
summary:hover { text-decoration: underline; }
.fold { padding-top: 6px; }
.fold > article > h3:first-child { display: none; }
.facts { display: flex; flex-wrap: wrap; gap: 1px; margin: 12px 0 0; overflow: hidden;
  background: var(--edge); border: 1px solid var(--edge); border-radius: 10px; }
.facts div { flex: 1 1 auto; min-width: 140px; max-width: 100%; padding: 10px 14px;
  background: var(--card); }
dt { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.columns { display: grid; gap: 10px; margin: 12px 0;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 158px), 1fr)); }
.column { display: flex; flex-direction: column; min-width: 0; padding: 10px 12px 8px; background: var(--card); border: 1px solid var(--edge);
  border-radius: 10px; }
.column figcaption { font-size: 14px; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
.column small { font-weight: 400; }
.range { display: flex; justify-content: space-between; gap: 4px; color: var(--soft); font-size: 12px;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.range .mean { color: var(--ink); }
.bars { width: 100%; height: 44px; margin: auto 0 3px; padding-top: 6px; border-bottom: 1px solid var(--soft); overflow: hidden; }
`;

const CHARTS = `
figure { margin: 0; }
svg { display: block; overflow: visible; }
.chart { width: 100%; height: auto; max-width: 440px; margin: 0 auto; }
.memory text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 8px 0 0; padding: 0; list-style: none;
  font-size: 14px; }
.key li { display: flex; align-items: center; gap: 6px; min-width: 0; overflow-wrap: anywhere; }
.key svg { flex: none; }
figcaption .note { margin-top: 4px; }
.note + .scroll { margin-top: 6px; }
.ramp { display: flex; align-items: center; gap: 8px; margin-top: 6px; font-size: 14px; }
.ramp svg { flex: 1; min-width: 0; }
.threshold { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin-bottom: 6px;
  font-size: 15px; }
.threshold[hidden] { display: none; }
.threshold input { flex: 1 1 140px; min-width: 0; height: 28px; margin: 0; accent-color: var(--blue); }
.threshold output { min-width: 2.6em; font-weight: 650; font-variant-numeric: tabular-nums; text-align: right; }
.threshold + .note { margin-bottom: 6px; }
.bar { display: block; height: 4px; margin-top: 3px; border-radius: 2px; background:
  linear-gradient(90deg, rgb(var(--right)) calc(100% * var(--part)), var(--grid) 0); }
td .bar { max-width: 9rem; margin-left: auto; }
.bar.over { background: rgb(var(--wrong)); }
.reach { margin-top: 3px; overflow: hidden; }
`;

const TABLES = `
/* A shadow at the edge behind which more is; what moves along covers it at the end. */
.scroll { overflow-x: auto; background:
  linear-gradient(to right, var(--card) 40%, transparent) left / 28px 100% no-repeat local,
  linear-gradient(to left, var(--card) 40%, transparent) right / 28px 100% no-repeat local,
  linear-gradient(to right, rgb(120 130 140 / 0.3), transparent) left / 10px 100% no-repeat scroll,
  linear-gradient(to left, rgb(120 130 140 / 0.3), transparent) right / 10px 100% no-repeat scroll; }
table { width: 100%; border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 6px; }
th, td { padding: 5px 6px; text-align: right; border-top: 1px solid var(--grid); }
th:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th, thead td { border-top: 0; color: var(--soft); font-weight: 500; vertical-align: bottom;
  font-size: 14px; }
th:first-child, .text { text-align: left; }
tbody th { overflow-wrap: anywhere; }
thead th { overflow-wrap: break-word; }
tbody th { font-weight: 500; vertical-align: top; }
tbody th[colspan] { padding-top: 12px; color: var(--soft); }
tfoot th, tfoot td { border-top: 2px solid var(--edge); font-weight: 600; }
th small { display: block; font-weight: 400; line-height: 1.3; }
td { vertical-align: top; white-space: nowrap; }
.text { white-space: normal; overflow-wrap: anywhere; }
.measures td { font-weight: 600; }
.comparison thead th { max-width: 14rem; }
.comparison tbody th { min-width: 6rem; overflow-wrap: anywhere; }
.beside tbody tr:first-child > * { font-weight: 650; }
.beside tbody tr:first-child small { font-weight: 400; }
.guide > * { color: var(--soft); }
.list tbody th { white-space: nowrap; }
.list td.text { min-width: 3.5rem; overflow-wrap: break-word; }
.importance th { overflow-wrap: anywhere; }
.importance tbody th { width: 70%; }
.shares .bar, .boards .bar { min-width: 3rem; }
.shares th, .boards tbody th { overflow-wrap: anywhere; }
.shares td:last-child { width: 30%; }
.unfit > * { color: var(--soft); }
.confusion, .matrix { border-collapse: separate; table-layout: fixed; }
.confusion { border-spacing: 3px; }
.confusion th, .confusion td { border: 0; text-align: center; }
.confusion thead td, .confusion tbody th { width: 22%; padding: 0 2px; }
.confusion thead th:nth-child(n) { text-align: center; }
.confusion tbody th { vertical-align: middle; }
.confusion tbody td { padding: 10px 2px; border-radius: 7px; }
.confusion b { display: block; font-size: 1.4rem; line-height: 1.2; }
.confusion span, .confusion tbody small { display: block; color: var(--ink); line-height: 1.35; }
.right { background: rgb(var(--right) / calc(var(--light) + 0.37 * var(--part))); }
.wrong { background: rgb(var(--wrong) / calc(var(--light) + 0.37 * var(--part)));
  box-shadow: inset 0 0 0 1.5px rgb(var(--wrong) / 0.55); }
.matrix { border-spacing: 3px; min-width: calc(6rem + var(--k) * 3.6rem); }
.matrix th, .matrix td { border: 0; text-align: center; }
.matrix thead td, .matrix tbody th { width: 8rem; padding: 0 4px 0 2px; overflow-wrap: anywhere; }
.matrix tbody th { text-align: right; vertical-align: middle; }
.matrix thead th:nth-child(n) { text-align: center; overflow-wrap: anywhere; hyphens: auto; }
.matrix tbody td { padding: 9px 2px; border-radius: 7px; line-height: 1.25; vertical-align: middle; }
.matrix b { display: block; font-size: 1.25rem; }
.matrix small { color: var(--ink); }
.matrix i { color: var(--soft); font-style: normal; opacity: 0.5; }
.matrix.dense { border-spacing: 2px; min-width: calc(9rem + var(--k) * 2.1rem); }
.matrix.dense thead th span { display: inline-block; max-height: 9rem; overflow: hidden;
  writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; }
.matrix.dense thead td, .matrix.dense tbody th { position: sticky; left: 0; width: 11rem;
  background: var(--card); }
.matrix.dense tbody td { padding: 5px 0; border-radius: 4px; }
.matrix.dense b { font-size: 0.9rem; }
.matrix.dense span, .matrix.dense tbody th { overflow: hidden; white-space: nowrap;
  text-overflow: ellipsis; }
`;

const MEDIA = `
@media (max-width: 560px) { header, nav, main, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 26px; } h2 { margin-top: 44px; } .card { padding: 12px; }
  table { font-size: 14px; } th, td { padding: 4px; }
  .columns { grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); }
  .matrix { min-width: calc(5.3rem + var(--k) * 3.1rem); } .matrix th:nth-child(n) { padding: 0 1px; font-size: 12.5px; }
  .matrix thead td, .matrix tbody th { width: 5.3rem; } .matrix small { font-size: 12px; }
  .matrix.dense thead td, .matrix.dense tbody th { width: 7rem; }
  .matrix.dense tbody th { padding-right: 4px; font-size: 12px; } }
@media print { :root { color-scheme: light; --page: #fff; } body { font-size: 10.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header { padding-top: 0; } nav, .threshold, .threshold + .note { display: none; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  details::details-content { content-visibility: visible !important; display: block !important; block-size: auto !important; }
  summary { color: var(--soft); list-style: none; } summary::-webkit-details-marker { display: none; }
  .card, .column, tr, figure { break-inside: avoid; } h2, h3, h4, summary { break-after: avoid; }
  .scroll { overflow: visible; background: none; } .scroll table { font-size: 9pt; }
  .scroll tr > :nth-child(n):nth-child(n) { padding-left: 3px; padding-right: 3px; white-space: normal; overflow-wrap: anywhere; } .matrix, .matrix.dense { min-width: 0; }
  .matrix.dense thead td, .matrix.dense tbody th { position: static; width: 7rem; font-size: 9pt; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); } .wide { grid-column: span 2; } }
`;

export const STYLE = [COLOURS, TEXT, LAYOUT, CHARTS, TABLES, MEDIA].join("");
