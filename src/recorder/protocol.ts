/** What the page and its server say to one another: JSON messages both ways, pictures as binary messages to the page. */
import type { Dimensions, Region } from '../frame/region.ts';

/** Where the page sends the token of its address, once, for a cookie. */
export const SESSION_PATH = '/session';
/** The WebSocket that tells which guests there are. */
export const GUESTS_PATH = '/guests';
/** The WebSocket of one guest: this and the guest's id. */
export const GUEST_PATH = '/guests/';

/** A machine's state in the page's words, and whether anybody may act on it from here. */
export interface GuestSummary {
  readonly id: string;
  /** Such as the test's title, or the machine's name. */
  readonly title: string;
  /** Such as "embedded (v86 0.5.462)". */
  readonly driver: string;
  readonly machine: string;
  /** What it does now, such as "when 'licence'". */
  readonly step: string | undefined;
  readonly held: boolean;
}

/** What is waited for, outlined on the screen. */
export interface AwaitedMark {
  /** Such as "screen 'desktop'". */
  readonly what: string;
  /** Where it was recorded; none for a text. */
  readonly areas: readonly Region[];
}

/** A run that stands still until somebody says how it goes on. */
export interface HeldInfo {
  readonly reason: 'pause' | 'failure';
  /** Of what failed, or where the pause is. */
  readonly title: string;
  /** The failure's message; empty for a pause. */
  readonly message: string;
  /** Screens for which a new reference may be accepted now. */
  readonly screens: readonly string[];
}

export type ControlState =
  /** This page's keys and pointer go to the guest. */
  | 'yours'
  /** Another page's do. */
  | 'another'
  /** Nobody's do: may be taken. */
  | 'free'
  /** The guest is in a run's hands: it is watched only. */
  | 'watch';

/** Something that can be found where the pointer rests. */
export interface LocatorProposal {
  readonly kind: 'screen' | 'text';
  /** As it is written in a test: `guest.screen('desktop')`. */
  readonly code: string;
  readonly region: Region;
  /** In how many places it is found. */
  readonly places: number;
}

/** To the page, on the socket of all guests. */
export interface GuestsMessage {
  readonly type: 'guests';
  readonly guests: readonly GuestSummary[];
}

/** To the page, on a guest's socket. */
export type GuestMessage =
  | {
      readonly type: 'guest';
      readonly title: string;
      readonly driver: string;
      readonly layout: string;
      /** What the driver can: 'pointer.absolute', 'wheel' ... */
      readonly capabilities: readonly string[];
      readonly records: boolean;
    }
  | {
      readonly type: 'state';
      readonly machine: string;
      readonly control: ControlState;
      readonly viewers: number;
      readonly pointer: 'absolute' | 'relative' | 'none';
    }
  | {
      readonly type: 'activity';
      readonly step: string | undefined;
      readonly awaited: readonly AwaitedMark[];
      readonly held: HeldInfo | undefined;
    }
  | {
      readonly type: 'located';
      readonly request: number;
      readonly proposals: readonly LocatorProposal[];
    }
  | { readonly type: 'notice'; readonly tone: 'error' | 'done'; readonly text: string };

export interface KeyChange {
  /** `KeyboardEvent.code`. */
  readonly code: string;
  readonly down: boolean;
}

export type PointerChange =
  | { readonly type: 'move'; readonly x: number; readonly y: number }
  | { readonly type: 'button'; readonly button: 'left' | 'middle' | 'right'; readonly down: boolean }
  | { readonly type: 'wheel'; readonly dx: number; readonly dy: number };

export type HoldVerdict = 'continue' | 'retry' | 'fail';

/** From the page, on a guest's socket. */
export type PageMessage =
  /** The picture of that sequence number is on the screen: the next may come. */
  | { readonly type: 'shown'; readonly sequence: number }
  | { readonly type: 'control'; readonly take: boolean }
  | { readonly type: 'keys'; readonly events: readonly KeyChange[] }
  | { readonly type: 'pointer'; readonly events: readonly PointerChange[] }
  | { readonly type: 'press'; readonly chord: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'power'; readonly action: 'on' | 'off' | 'reset' }
  | { readonly type: 'locate'; readonly request: number; readonly x: number; readonly y: number }
  /** What the screen shows now becomes the reference of that name. */
  | { readonly type: 'accept'; readonly screen: string }
  | { readonly type: 'resume'; readonly verdict: HoldVerdict };

/** Bytes before the rectangles of a picture message: kind, format, rectangles (16), sequence (32), width, height (16). */
export const PICTURE_HEADER = 12;
/** Bytes of one rectangle: x, y, width, height, 16 bits each, little-endian like all numbers here. */
export const PICTURE_RECTANGLE = 8;
/** The first byte of a picture message. */
export const PICTURE_KIND = 1;
/**
 * What follows the rectangles, deflated (RFC 1950): `rgb`, 3 bytes a pixel, one rectangle after the other, row by row;
 * `palette`, the number of colours less one, 3 bytes a colour, then a byte a pixel.
 */
export const PICTURE_FORMATS = { rgb: 0, palette: 1 } as const;

/** A picture message's head, read. */
export interface PictureHead extends Dimensions {
  readonly format: 'rgb' | 'palette';
  readonly sequence: number;
  readonly rectangles: readonly Region[];
  /** Where the deflated pixels begin. */
  readonly start: number;
}

/** Reads the head of a picture message; undefined if it is none or cut off. */
export function readPictureHead(message: DataView): PictureHead | undefined {
  if (message.byteLength < PICTURE_HEADER || message.getUint8(0) !== PICTURE_KIND) return undefined;
  const count = message.getUint16(2, true);
  const start = PICTURE_HEADER + count * PICTURE_RECTANGLE;
  if (message.byteLength < start) return undefined;
  const at = (offset: number) => message.getUint16(offset, true);
  return {
    format: message.getUint8(1) === PICTURE_FORMATS.palette ? 'palette' : 'rgb',
    sequence: message.getUint32(4, true),
    width: at(8),
    height: at(10),
    rectangles: Array.from({ length: count }, (_, index) => {
      const from = PICTURE_HEADER + index * PICTURE_RECTANGLE;
      return { x: at(from), y: at(from + 2), width: at(from + 4), height: at(from + 6) };
    }),
    start,
  };
}

/** The RGBA pixels of each rectangle of an inflated picture message, in their order. */
export function unpackPixels(
  { format, rectangles }: Pick<PictureHead, 'format' | 'rectangles'>,
  body: Uint8Array,
): Uint8ClampedArray<ArrayBuffer>[] {
  const colours = format === 'palette' ? (body[0] as number) + 1 : 0;
  let at = format === 'palette' ? 1 + colours * 3 : 0;
  return rectangles.map(({ width, height }) => {
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let to = 0; to < pixels.length; to += 4) {
      const from = format === 'palette' ? 1 + (body[at] as number) * 3 : at;
      pixels[to] = body[from] as number;
      pixels[to + 1] = body[from + 1] as number;
      pixels[to + 2] = body[from + 2] as number;
      pixels[to + 3] = 0xff;
      at += format === 'palette' ? 1 : 3;
    }
    return pixels;
  });
}
