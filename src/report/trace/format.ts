/**
 * Playwright's trace format, version 10, as far as we write it: JSON lines in `trace.trace`, other files beside it, all in
 * one zip. The format is internal to Playwright; the end-to-end tests open our traces in the installed viewer.
 */
import type { Dimensions, Point, Region } from '../../frame/region.ts';

/** A viewer refuses versions above its own (1.61 and later know 10) and converts those below. */
export const TRACE_VERSION = 10;
/** Name of the events' file; Playwright gives it a prefix where it merges traces. */
export const EVENTS_FILE = 'trace.trace';
/** Folders in the zip; the viewer finds sources by their name, everything else by the events. */
export const RESOURCES = 'resources';
export const SOURCES = 'src';

/** When a screen of an action was seen. The viewer's tabs are called Before, Action and After. */
export type Phase = 'before' | 'action' | 'after';

export interface ContextOptions {
  readonly type: 'context-options';
  readonly version: typeof TRACE_VERSION;
  /** The runner's own are 'testRunner', and show errors otherwise. */
  readonly origin: 'library';
  readonly title: string;
  readonly browserName: string;
  readonly platform: string;
  readonly playwrightVersion: string;
  readonly sdkLanguage: 'javascript';
  /** Unix time in ms of the moment `monotonicTime`: traces of several processes are aligned by it. */
  readonly wallTime: number;
  /** Above 0, as all times: the filmstrip draws only its last picture otherwise. */
  readonly monotonicTime: number;
  readonly options: { readonly viewport?: Dimensions };
}

export interface Before {
  readonly type: 'before';
  readonly callId: string;
  readonly parentId?: string;
  readonly startTime: number;
  readonly title: string;
  readonly class: string;
  /** The viewer shows nothing at all without it. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stack?: readonly StackFrame[];
  readonly pageId?: string;
}

export interface StackFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
}

export interface LogLine {
  readonly type: 'log';
  readonly callId: string;
  readonly time: number;
  readonly message: string;
}

/** Where an action clicked, and what it had found there; a later one of the same action replaces it. */
export interface Input {
  readonly type: 'input';
  readonly callId: string;
  readonly point?: Point;
  readonly box?: Region;
}

/** Refused by the viewer without its `before`. */
export interface After {
  readonly type: 'after';
  readonly callId: string;
  readonly endTime: number;
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
  readonly attachments?: readonly TraceAttachment[];
  /** What a wait found; the viewer shows it as the call's value. */
  readonly result?: { readonly what: string; readonly how: string; readonly box: Region };
}

export interface TraceAttachment {
  readonly name: string;
  readonly contentType: string;
  /** Path in the zip. */
  readonly file: string;
}

export interface Screen {
  /** A picture, or a tree of what can be read on it as JSON (see text-tree.ts). */
  readonly type: 'screenshot' | 'aria-snapshot';
  readonly callId: string;
  readonly phase: Phase;
  readonly pageId: string;
  readonly timestamp: number;
  readonly file: string;
}

/** A picture of the filmstrip: a lane for each `pageId`. */
export interface ScreencastFrame extends Dimensions {
  readonly type: 'screencast-frame';
  readonly pageId: string;
  readonly file: string;
  readonly timestamp: number;
}

export interface Console {
  readonly type: 'console';
  readonly time: number;
  readonly pageId: string;
  readonly messageType: 'log' | 'info' | 'warning' | 'error';
  readonly text: string;
  /** The viewer shows `url:lineNumber` at the line's end. */
  readonly location: { readonly url: string; readonly lineNumber: number; readonly columnNumber: number };
}

export interface Stdio {
  readonly type: 'stdout' | 'stderr';
  readonly timestamp: number;
  readonly text: string;
}

export type TraceEvent =
  | ContextOptions
  | Before
  | LogLine
  | Input
  | After
  | Screen
  | ScreencastFrame
  | Console
  | Stdio;

/** The time of an event, for sorting and for closing what was left open; undefined for what has none. */
export function timeOf(event: TraceEvent): number | undefined {
  switch (event.type) {
    case 'context-options':
      return event.monotonicTime;
    case 'before':
      return event.startTime;
    case 'after':
      return event.endTime;
    case 'log':
    case 'console':
      return event.time;
    case 'input':
      return undefined;
    default:
      return event.timestamp;
  }
}
