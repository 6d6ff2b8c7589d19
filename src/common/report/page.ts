import { type Html, html, markup } from "./html.js";

/** Forbids whatever a page could load or run; all it may do is apply its own styles. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Colours after Okabe and Ito, told apart by all kinds of sight; brighter ones on dark. */
const STYLE = `
:root { color-scheme: light dark;
  --page: #f4f5f7; --card: #fff; --ink: #1c2026; --soft: #5a626e; --grid: #e3e6ea; --edge: #d5d9df;
  --blue: #0072b2; --orange: #d55e00; --green: #00805d; --purple: #a83f85;
  --right: 0 114 178; --wrong: 213 94 0; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #14171b; --card: #1e2228; --ink: #e8eaed; --soft: #a4adb8; --grid: #343a43; --edge: #3a414b;
  --blue: #56b4e9; --orange: #f0964a; --green: #2fc39b; --purple: #e08cc0;
  --right: 86 180 233; --wrong: 240 150 74; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, header, footer { max-width: 1180px; margin: 0 auto; padding: 0 12px; }
header { padding-top: 28px; }
footer { padding-top: 20px; padding-bottom: 32px; color: var(--soft); font-size: 14px; }
h1, h2, h3, h4, p { overflow-wrap: anywhere; margin: 0; }
h1 { font-size: 1.9rem; line-height: 1.2; }
h2 { font-size: 1.4rem; margin: 40px 0 8px; padding-top: 12px; border-top: 2px solid var(--edge); }
h3 { font-size: 1.15rem; margin: 28px 0 4px; }
h4 { font-size: 1rem; margin: 0 0 6px; }
table + h4 { margin-top: 16px; }
p + .cards, p + .card, .card + .cards { margin-top: 12px; }
.shape { font-size: 1.1rem; color: var(--soft); }
.shape b { color: var(--ink); font-variant-numeric: tabular-nums; }
.note, .empty, caption, small { color: var(--soft); font-size: 14px; }
.cards { display: grid; gap: 12px; align-items: start; margin-bottom: 12px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
.card { min-width: 0; padding: 10px; background: var(--card); border: 1px solid var(--edge);
  border-radius: 8px; }
@media (min-width: 760px) { .wide { grid-column: span 2; } }
@media (min-width: 760px) { .narrow { max-width: 520px; } }
.facts { display: flex; flex-wrap: wrap; gap: 1px; margin: 16px 0 0; overflow: hidden;
  background: var(--edge); border: 1px solid var(--edge); border-radius: 8px; }
.facts div { flex: 1 1 auto; min-width: 140px; max-width: 100%; padding: 8px 12px;
  background: var(--card); }
dt { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
figure { margin: 0; }
svg { display: block; overflow: visible; }
.chart { width: 100%; height: auto; max-width: 420px; margin: 0 auto; }
.memory text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 6px 0 0; padding: 0; list-style: none;
  font-size: 14px; }
.key li { display: flex; align-items: center; gap: 6px; min-width: 0; overflow-wrap: anywhere; }
.key svg { flex: none; }
.ramp { display: flex; align-items: center; gap: 8px; margin-top: 6px; font-size: 14px; }
.ramp svg { flex: 1; min-width: 0; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 4px; }
th, td { padding: 4px 6px; text-align: right; border-top: 1px solid var(--grid); }
thead th, thead td { border-top: 0; color: var(--soft); font-weight: 600; vertical-align: bottom;
  font-size: 14px; }
th:first-child, .text { text-align: left; }
th { overflow-wrap: break-word; }
tbody th { font-weight: 600; }
tbody th[colspan] { padding-top: 12px; color: var(--soft); }
tfoot th, tfoot td { border-top: 2px solid var(--edge); font-weight: 600; }
th small { display: block; font-weight: 400; line-height: 1.25; }
.comparison thead th + th { min-width: 6rem; overflow-wrap: anywhere; }
.confusion { border-collapse: separate; border-spacing: 3px; table-layout: fixed; }
.confusion th, .confusion td { border: 0; text-align: center; }
.confusion thead td, .confusion tbody th { width: 24%; padding: 0 2px; }
.confusion thead th:nth-child(n) { text-align: center; }
.confusion tbody td { padding: 10px 2px; border-radius: 6px; }
.confusion b { display: block; font-size: 1.35rem; line-height: 1.2; }
.confusion span, .confusion tbody small { display: block; color: var(--ink); line-height: 1.35; }
.right { background: rgb(var(--right) / calc(0.08 + 0.37 * var(--part)));
  border-bottom: 3px solid rgb(var(--right)) !important; }
.wrong { background: rgb(var(--wrong) / calc(0.08 + 0.37 * var(--part)));
  border-bottom: 3px dashed rgb(var(--wrong)) !important; }
.matrix { border-collapse: separate; border-spacing: 3px; table-layout: fixed;
  min-width: calc(6rem + var(--k) * 3.6rem); }
.matrix th, .matrix td { border: 0; text-align: center; }
.matrix thead td, .matrix tbody th { width: 8rem; padding: 0 4px 0 2px; overflow-wrap: anywhere; }
.matrix tbody th { text-align: right; }
.matrix thead th:nth-child(n) { text-align: center; overflow-wrap: anywhere; }
.matrix tbody td { padding: 9px 2px; border-radius: 6px; line-height: 1.25; }
.matrix b { display: block; font-size: 1.25rem; }
.matrix small { color: var(--ink); }
.matrix i { color: var(--soft); font-style: normal; opacity: 0.55; }
.matrix.dense { border-spacing: 2px; min-width: calc(6rem + var(--k) * 2.1rem); }
.matrix.dense thead th span { display: inline-block; max-height: 9rem; overflow: hidden;
  writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; }
.matrix.dense tbody td { padding: 5px 0; border-radius: 4px; }
.matrix.dense b { font-size: 0.9rem; }
.matrix.dense span, .matrix.dense tbody th { overflow: hidden; white-space: nowrap;
  text-overflow: ellipsis; }
.all { grid-column: 1 / -1; }
.bar { display: block; height: 4px; margin-top: 2px; border-radius: 2px; background:
  linear-gradient(90deg, rgb(var(--right)) calc(100% * var(--part)), var(--grid) 0); }
@media (max-width: 480px) { table { font-size: 14px; } th, td { padding: 4px; }
  .matrix thead td, .matrix tbody th { width: 6.5rem; } }
@media print { :root { --page: #fff; } body { font-size: 11pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card, tr, figure { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  .scroll { overflow: visible; } }
`;

/** The whole page around its parts. */
export function page(title: string, header: Html, sections: readonly Html[], footer: Html): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${markup(STYLE)}</style>
</head>
<body>
<header>${header}</header>
<main>
${sections.map((section) => html`${section}\n`)}</main>
<footer>${footer}</footer>
</body>
</html>
`;
}
