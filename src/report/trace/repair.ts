/** Makes a trace whole that a killed process left: no event that the viewer refuses or that names a missing file. */
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { formatEvents, parseEvents } from './event-lines.ts';
import { EVENTS_FILE, RESOURCES, type TraceEvent, timeOf } from './format.ts';

/** What an action that was under way says of its end. */
const ENDED = { name: 'Error', message: 'the run was ended in the middle of this' };

/**
 * Repairs the folder in place: drops a partial last line and half-written files, ends the actions that were under way.
 * Error `io` if it is no trace.
 */
export async function repairTrace(folder: string): Promise<void> {
  const path = join(folder, EVENTS_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw notTrace(folder, cause);
  });
  const { events, broken } = parseEvents(text);
  if (events[0]?.type !== 'context-options') throw notTrace(folder);
  const files = await filesOf(folder);
  const whole = closeOpen(events.filter((event) => !('file' in event) || files.has(event.file)));
  if (!broken && whole.length === events.length) return;
  await writeFile(`${path}.repaired`, formatEvents(whole));
  await rename(`${path}.repaired`, path);
}

/** The same events, and an end for each action that has none: at the time of the last event. */
export function closeOpen(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const open = new Set<string>();
  let endTime = 0;
  for (const event of events) {
    endTime = Math.max(endTime, timeOf(event) ?? 0);
    if (event.type === 'before') open.add(event.callId);
    if (event.type === 'after') open.delete(event.callId);
  }
  const ends = [...open].map((callId) => ({ type: 'after', callId, endTime, error: ENDED }) as const);
  return [...events, ...ends];
}

/** Paths of the resources that are there as a whole; what was being written is deleted. */
async function filesOf(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(join(folder, RESOURCES)).catch(() => []);
  const partial = names.filter((name) => name.endsWith('.partial'));
  for (const name of partial) await rm(join(folder, RESOURCES, name), { force: true });
  return new Set(names.filter((name) => !partial.includes(name)).map((name) => `${RESOURCES}/${name}`));
}

function notTrace(folder: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`'${folder}' is no folder of a trace`, {
    code: 'io',
    remedy: `Name a folder with a file '${EVENTS_FILE}' that a run with a trace left.`,
    ...(cause !== undefined && { cause }),
  });
}
