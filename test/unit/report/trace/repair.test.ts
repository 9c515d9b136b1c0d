/** What a killed run leaves becomes a trace that the viewer takes. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createFrame } from '../../../../src/frame/frame.ts';
import { recoverAbandoned } from '../../../../src/report/trace/abandoned.ts';
import { formatEvents, parseEvents } from '../../../../src/report/trace/event-lines.ts';
import { recoverTrace } from '../../../../src/report/trace/finish.ts';
import type { Screen } from '../../../../src/report/trace/format.ts';
import { readTrace } from '../../../../src/report/trace/read-trace.ts';
import { repairTrace } from '../../../../src/report/trace/repair.ts';
import { Trace } from '../../../../src/report/trace/trace.ts';
import { TracedGuest } from '../../../../src/report/trace/traced-guest.ts';

/** A trace in the middle of two nested actions, its process gone. */
async function killedTrace(folder: string): Promise<string> {
  const trace = await Trace.create({ folder, title: 'killed', product: 'fake' });
  const guest = new TracedGuest(trace);
  const data = new Uint8Array(16 * 16 * 4).fill(0xff);
  guest.note({ type: 'captured', frame: createFrame(data, { width: 16, height: 16, sequence: 1, time: 5 }) });
  await guest.step({ title: 'done', category: 'wait', location: undefined }, async () => {});
  const steps = guest.step({ title: 'outer', category: 'wait', location: undefined }, () =>
    guest.step({ title: 'inner', category: 'wait', location: undefined }, () => new Promise(() => {})),
  );
  void steps;
  await trace.folder.close(); // without ending the actions
  await rm(`${folder}.lock`); // as of a process that is gone
  return await readFile(join(folder, 'trace.trace'), 'utf8');
}

test('cut at any byte, what is left opens: whole events, every action ended', async () => {
  const folder = test.info().outputPath('killed');
  const text = await killedTrace(folder);
  const firstLine = text.indexOf('\n') + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: firstLine, max: text.length }), async (length) => {
      await writeFile(join(folder, 'trace.trace'), text.slice(0, length));
      await repairTrace(folder);
      const { events, broken } = parseEvents(await readFile(join(folder, 'trace.trace'), 'utf8'));
      expect(broken).toBe(false);
      const ids = (type: string) =>
        events.flatMap((event) => (event.type === type && 'callId' in event ? event.callId : [])).sort();
      expect(ids('after')).toEqual(ids('before'));
    }),
    { numRuns: 60 },
  );
});

test('an event whose picture was not written yet is left out, and half a picture is deleted', async () => {
  const folder = test.info().outputPath('killed');
  const text = await killedTrace(folder);
  const { events } = parseEvents(text);
  const shot = events.find((event) => event.type === 'screenshot') as Screen;
  const missing = { ...shot, file: 'resources/missing.png' };
  await writeFile(join(folder, 'trace.trace'), formatEvents([...events, missing]));
  await writeFile(join(folder, 'resources/missing.png.partial'), 'half');
  await repairTrace(folder);
  const repaired = await readFile(join(folder, 'trace.trace'), 'utf8');
  expect(repaired).toContain(shot.file);
  expect(repaired).not.toContain('missing.png');
  expect(await readdir(join(folder, 'resources'))).toEqual([shot.file.slice('resources/'.length)]);
});

test('a folder that is no trace is refused and stays as it is', async () => {
  const folder = test.info().outputPath('other');
  await mkdir(folder);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await expect(recoverTrace(folder, `${folder}.zip`)).rejects.toMatchObject({ code: 'io' });
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

test('the next run makes zips of abandoned traces, and leaves those that are being written', async () => {
  const root = test.info().outputPath('traces');
  await mkdir(root);
  await killedTrace(join(root, 'killed'));
  const living = await Trace.create({ folder: join(root, 'living'), title: 'living', product: 'fake' });
  expect(await recoverAbandoned(root)).toEqual([join(root, 'killed.zip')]);
  expect((await readdir(root)).sort()).toEqual(['killed.zip', 'living', 'living.lock']);
  const { summary, zip } = await readTrace(join(root, 'killed.zip'));
  await zip[Symbol.asyncDispose]();
  expect(summary).toMatchObject({ title: 'killed', actions: 3, failed: 2 });
  expect(summary.filmstrips.map((frames) => frames.length)).toEqual([1]);
  await living[Symbol.asyncDispose]();
});
