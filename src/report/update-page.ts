/** The page of `guestwright update`: every reference that changed, before and after side by side. */
import { html } from './html.ts';
import { STYLE } from './run-page-style.ts';

export interface UpdateEntry {
  readonly name: string;
  readonly reason: string;
  readonly doubt: string | undefined;
  /** The test or script that saw it, and when. */
  readonly seenBy: string;
  /** Files relative to the page, by caption. */
  readonly pictures: Readonly<Record<string, string>>;
  /** The command that accepts it. */
  readonly accept: string;
}

/** Before and after are compared by eye: beside each other, however large they are. */
const SIDE_BY_SIDE = '.pictures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); }';

export function updatePage(entries: readonly UpdateEntry[], problems: readonly string[]): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${entries.length} references to update</title>
<style>${STYLE}${SIDE_BY_SIDE}</style>
<h1>References to update: ${entries.length}</h1>
${problems.map((problem) => html`<p class="failed">${problem}`)}
${entries.map(entryOf)}
</html>
`.text;
}

function entryOf({ name, reason, doubt, seenBy, pictures, accept }: UpdateEntry) {
  return html`<section><h2>${name}</h2>
<p>${reason} <small>seen by ${seenBy}</small>
${doubt !== undefined && html`<p class="failed">Look twice: ${doubt}`}
<div class="pictures">${Object.entries(pictures).map(
    ([caption, file]) =>
      html`<figure><img src="${file}" alt="${caption} of ${name}"><figcaption>${caption}</figcaption></figure>`,
  )}</div>
<pre>${accept}</pre></section>`;
}
