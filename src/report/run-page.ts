/** The page of a run's report: one HTML file beside its pictures, nothing from elsewhere. */
import { maskSecrets } from '../base/secret.ts';
import { formatDuration } from '../base/units.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './run-page-style.ts';
import type { StepRecord } from './run-record.ts';

export interface RunSummary {
  readonly title: string;
  readonly status: 'running' | 'passed' | 'failed' | 'interrupted';
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly duration: number;
  /** Facts by name: driver, version, script. */
  readonly facts: Readonly<Record<string, string>>;
  readonly steps: readonly StepRecord[];
  /** The error's whole message, secrets masked. */
  readonly error?: string;
  readonly failure?: readonly PictureSet[];
  /** File of the contact sheet of the last frames. */
  readonly lastFrames?: string;
  /** Texts by heading, secrets masked: call log, serial output, input log. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Expected, actual and diff of one screen that did not show; files relative to the report. */
export interface PictureSet {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly diff: string;
}

/** Where the frames' files lie, relative to the page. */
export const FRAMES_FOLDER = 'filmstrip';

export function runPage(run: RunSummary): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${run.title}: ${run.status}</title>
<style>${STYLE}</style>
<h1><span class="${run.status}">${run.status}</span> ${run.title}</h1>
<table>${Object.entries(factsOf(run)).map(([name, value]) => html`<tr><th>${name}<td>${value}`)}</table>
${run.error !== undefined && html`<h2>Error</h2><pre class="failed">${run.error}</pre>`}
${run.failure?.map(pictureSet)}
${run.lastFrames !== undefined && html`<h2>Last frames</h2><img src="${run.lastFrames}" alt="the last frames">`}
<h2>Steps</h2>
<ol>${run.steps.map(stepItem)}</ol>
${Object.entries(run.logs).map(([name, text]) => text !== '' && html`<h2>${name}</h2><pre>${text}</pre>`)}
</html>
`.text;
}

function factsOf({ facts, startedAt, duration }: RunSummary): Readonly<Record<string, string>> {
  return { ...facts, started: startedAt.toISOString(), took: formatDuration(duration) };
}

function pictureSet({ name, expected, actual, diff }: PictureSet): Html {
  const pictures = { expected, actual, diff };
  return html`<h2>Screen ${name}</h2><div class="pictures">${Object.entries(pictures).map(
    ([label, file]) =>
      html`<figure><img src="${file}" alt="${label}"><figcaption>${label}</figcaption></figure>`,
  )}</div>`;
}

function stepItem({ title, start, duration, error, frames, location, steps }: StepRecord): Html {
  const shown = Object.entries(frames);
  const state = error !== undefined ? 'failed' : duration === undefined ? 'running' : 'passed';
  return html`<li><span class="${state}">${maskSecrets(title)}</span>
<small>at ${formatDuration(start)}${duration !== undefined && `, took ${formatDuration(duration)}`}${
    location && `, ${location.file}:${location.line}`
  }</small>
${error !== undefined && html`<pre class="failed">${error}</pre>`}
${shown.length > 0 && html`<div class="pictures">${shown.map(([moment, file]) => stepFrame(moment, file))}</div>`}
${steps.length > 0 && html`<ol>${steps.map(stepItem)}</ol>`}`;
}

function stepFrame(moment: string, file: string): Html {
  const path = `${FRAMES_FOLDER}/${file}`;
  return html`<figure><a href="${path}"><img class="small" loading="lazy" src="${path}" alt="${moment}"></a><figcaption>${moment}</figcaption></figure>`;
}
