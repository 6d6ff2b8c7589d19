import { type Html, html, markup, textOf } from "./html.js";
import { SCRIPT, SCRIPT_HASH } from "./script.js";
import { STYLE } from "./style.js";

/** Forbids whatever a page could load or run, but for its own styles and its one script, by that script's hash. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

/** A page's parts. */
interface Page {
  readonly title: string;
  readonly header: Html;
  /** each with one heading of the second order that has an id */
  readonly sections: readonly Html[];
  readonly footer: Html;
}

/** The whole page around its parts, with a list of its sections. */
export function page({ title, header, sections, footer }: Page): Html {
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
<nav aria-label="Contents"><ol>${sections.map(entry)}</ol></nav>
<main>
${sections.map((section) => html`${section}\n`)}</main>
<footer>${footer}</footer>
<script>${markup(SCRIPT)}</script>
</body>
</html>
`;
}

/** A section's line in the list: its heading, which stands first in it. */
function entry(section: Html): Html {
  const [, id, heading] = /<h2 id="([a-z]+)">([^<]*)<\/h2>/.exec(textOf(section)) ?? [];
  return id === undefined ? html`` : html`<li><a href="#${id}">${markup(heading!)}</a></li>`;
}
