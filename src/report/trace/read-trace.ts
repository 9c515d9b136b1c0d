/** A trace's zip as data: what happened in it, and the pictures of each guest's filmstrip. */
import { parseEvents } from './event-lines.ts';
import { EVENTS_FILE, type ScreencastFrame, type TraceEvent, timeOf } from './format.ts';
import { ZipReader } from './zip-reader.ts';

export interface TraceSummary {
  readonly title: string;
  /** Number of actions, and how many of them failed. */
  readonly actions: number;
  readonly failed: number;
  /** Milliseconds from the first event to the last. */
  readonly duration: number;
  /** The filmstrip of each guest, in the order in which the guests were made. */
  readonly filmstrips: readonly (readonly ScreencastFrame[])[];
}

/** Opens the zip; `read` gives a picture of a filmstrip by its `file`. Dispose it. Error `io`. */
export async function readTrace(
  path: string,
): Promise<{ readonly summary: TraceSummary; readonly zip: ZipReader }> {
  const zip = await ZipReader.open(path);
  try {
    const events: TraceEvent[] = [];
    // A merged trace has those of the runner and of browsers beside ours.
    for (const name of zip.names.filter((each) => each.endsWith(EVENTS_FILE)))
      events.push(...parseEvents((await zip.read(name)).toString('utf8')).events);
    return { summary: summaryOf(events), zip };
  } catch (error) {
    await zip[Symbol.asyncDispose]();
    throw error;
  }
}

function summaryOf(events: readonly TraceEvent[]): TraceSummary {
  const times = events.flatMap((event) => timeOf(event) ?? []);
  const ends = events.filter((event) => event.type === 'after');
  const frames = events.filter((event) => event.type === 'screencast-frame');
  const pages = [...new Set(frames.map(({ pageId }) => pageId))];
  return {
    title: events.find((event) => event.type === 'context-options')?.title ?? '',
    actions: events.filter((event) => event.type === 'before').length,
    failed: ends.filter(({ error }) => error).length,
    duration:
      times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b), times[0] ?? 0),
    filmstrips: pages.map((page) => frames.filter(({ pageId }) => pageId === page)),
  };
}
