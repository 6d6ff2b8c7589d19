import assert from "node:assert/strict";
import { SCRIPT } from "../../src/common/report/script.js";

export const HOSTILE = `<script>alert("1")</script><img src=x onerror='a()'>&amp;]]>`;

/** Tags that the page may hold; anything else has slipped in. */
const TAGS = new Set(
  (
    "html head meta title style body header nav main footer section article h1 h2 h3 h4 p a b i small span " +
    "div dl dt dd details summary figure figcaption ul ol li label input output table caption thead tbody tfoot tr th td " +
    "svg g path line rect circle text defs clipPath"
  ).split(" "),
);

interface Tag {
  readonly name: string;
  readonly attributes: string;
  readonly closing: boolean;
}

/** All tags of a page, after its doctype and without its style sheet and its one script. */
export function tagsOf(page: string): Tag[] {
  const body = withoutScript(page)
    .replace(/^<!DOCTYPE html>/, "")
    .replace(/<style>[^<]*<\/style>/, "");
  const found = [
    ...body.matchAll(/<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g),
  ];
  assert.equal(body.split("<").length - 1, found.length, "a < stands outside of a tag");
  return found.flatMap(([, slash, name, attributes, self]) => {
    const tag = { name: name!, attributes: attributes!, closing: slash === "/" };
    return self === "/" || name === "meta" || name === "input"
      ? [tag, { ...tag, closing: true }]
      : [tag];
  });
}

/** A page without the one script that each page has. */
export function withoutScript(page: string): string {
  const parts = page.split(`<script>${SCRIPT}</script>`);
  assert.equal(parts.length, 2, "a page has its script once");
  return parts.join("");
}

/** Every tag that is opened is closed, is one that a page may hold, and has no attribute that loads or runs anything. */
export function assertWellFormed(page: string): void {
  const open: string[] = [];
  for (const tag of tagsOf(page)) {
    assert.ok(TAGS.has(tag.name), `unexpected tag ${tag.name}`);
    if (tag.closing) assert.equal(open.pop(), tag.name);
    else open.push(tag.name);
    const names = tag.attributes.replace(/"[^"]*"/g, "");
    if (tag.name === "a" && !tag.closing) assert.match(tag.attributes, /^ href="#[a-z]+"$/);
    else assert.doesNotMatch(names, /\s(?:on\w+|href|src|action|xlink:href|ecmeta_\w+)=/);
  }
  assert.deepEqual(open, []);
}

/** Evenly spread numbers from 0 to 1 that need no seed. */
export const spread = (i: number) => (i * 0.6180339887498949) % 1;

/** What the headings of a page say. */
export const headings = (page: string) =>
  [...page.matchAll(/<h[1-4][^>]*>([^<]*)<\/h[1-4]>/g)].map((match) => match[1]);
