/** The events of a trace's file, whole ones only: a killed process leaves half a line at the end. */
import type { TraceEvent } from './format.ts';

/** Every event up to the first line that is none, and whether there was such a line. */
export function parseEvents(text: string): {
  readonly events: readonly TraceEvent[];
  readonly broken: boolean;
} {
  const events: TraceEvent[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const event = parseEvent(line);
    if (!event) return { events, broken: true };
    events.push(event);
  }
  return { events, broken: false };
}

export function formatEvents(events: readonly TraceEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function parseEvent(line: string): TraceEvent | undefined {
  try {
    const event = JSON.parse(line) as Partial<TraceEvent> | null;
    return typeof event === 'object' && typeof event?.type === 'string' ? (event as TraceEvent) : undefined;
  } catch {
    return undefined;
  }
}
