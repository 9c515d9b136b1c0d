/** One execution: a stream, in pieces, through the parser of server messages; and what counts as a failure. */
import type { PixelFormat } from '../../../src/driver/rfb/pixel-format.ts';
import type { Rfb } from '../../support/rfb/built.ts';
import type { Allocations } from './allocations.ts';

export interface Stream {
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  readonly bytes: Uint8Array;
  /** Lengths of the pieces that it comes in, in turn and again. */
  readonly pieces: readonly number[];
}

export interface Execution {
  /** What was parsed, and with `refused` what was refused. */
  readonly states: readonly string[];
  /** Why this must not happen, if it must not. */
  readonly failure?: { readonly what: string; readonly error?: unknown };
  readonly longestStepMs: number;
}

/** Between two steps nothing else runs, so that no deadline is heard: a step must be short. */
const LONGEST_STEP_MS = 2000;
/** A step takes a byte at least, but for those that wait for none. */
const STEPS_A_BYTE = 4;
const STEPS_BESIDE = 1000;
/** Allocations beside the framebuffer: five zlib streams, tables of colours, a cursor, a clipboard's limit. */
const BYTES_BESIDE = 8 * 2 ** 20;
/** What waits to be parsed may be there several times: in the queue, in a zlib stream's input. */
const COPIES = 8;
const BYTES_A_PIXEL = 4;
/** The most that is ever waited for at once: the data of a Tight rectangle (22 bits of length), a clipboard. */
const MOST_WANTED = 2 ** 22;

export function createTarget(rfb: Rfb, allocations: Allocations) {
  return (stream: Stream): Execution => {
    const states: string[] = [];
    const framebuffer = new rfb.Framebuffer(stream);
    const queue = new rfb.ByteQueue();
    const parser = new rfb.Parser(
      queue,
      rfb.serverMessages(queue, {
        framebuffer,
        pixels: rfb.createPixelReaders(stream.format),
        decoders: rfb.createDecoders(),
        limits: rfb.DEFAULT_LIMITS,
        handlers: {},
        reached: (state) => states.push(state),
      }),
    );
    const most = {
      steps: STEPS_A_BYTE * stream.bytes.length + STEPS_BESIDE,
      bytes: BYTES_A_PIXEL * rfb.MOST_PIXELS + BYTES_BESIDE,
      wanted: MOST_WANTED,
      beside: COPIES * stream.bytes.length + BYTES_BESIDE,
    };
    let longestStepMs = 0;
    let before = performance.now();
    const watch = () => {
      const now = performance.now();
      longestStepMs = Math.max(longestStepMs, now - before);
      before = now;
      const wanted = parser.result ? 0 : parser.wanted;
      if (wanted > most.wanted) throw new Hang(`it waits for ${wanted} bytes`);
      if (parser.steps > most.steps) throw new Hang(`${parser.steps} steps for ${stream.bytes.length} bytes`);
      return false;
    };
    const end = (failure?: { what: string; error?: unknown }): Execution => {
      const framebuffers = states.some((state) => state.endsWith('DesktopSize'))
        ? most.bytes
        : framebuffer.data.length;
      const { user, system } = process.cpuUsage(began);
      const busyMs = (user + system) / 1000; // a busy machine makes steps long, too
      const slow =
        Math.min(longestStepMs, busyMs) > LONGEST_STEP_MS
          ? `a step of ${Math.round(longestStepMs)} ms`
          : undefined;
      const large =
        allocations.largest > Math.max(framebuffers, most.beside)
          ? `an allocation of ${allocations.largest} bytes for ${stream.bytes.length} bytes`
          : undefined;
      const what = failure ?? (slow || large ? { what: (slow ?? large) as string } : undefined);
      return { states, longestStepMs, ...(what && { failure: what }) };
    };
    allocations.reset();
    const began = process.cpuUsage();
    try {
      for (let at = 0, i = 0; at < stream.bytes.length; i++) {
        const piece = stream.pieces[i % stream.pieces.length] ?? stream.bytes.length;
        before = performance.now();
        parser.push(stream.bytes.slice(at, at + piece), watch);
        watch();
        at += piece;
      }
    } catch (error) {
      const ours = error as { name?: string; code?: string; details?: { field?: string } };
      if (ours.name !== 'GuestwrightError' || ours.code !== 'protocol' || !ours.details?.field)
        return end({
          what: error instanceof Hang ? error.message : `an error that is not ours: ${error}`,
          error,
        });
      states.push(`refused ${ours.details.field}`);
    }
    const holes = framebuffer.pixels.some((word) => word < rfb.OPAQUE);
    return end(
      holes ? { what: 'a pixel is not opaque: something was drawn that was never read' } : undefined,
    );
  };
}

/** More work or waiting than a stream may cause. */
class Hang extends Error {}
