/** The messages that we send, as bytes (RFC 6143 section 7.5 and the community's rfbproto). Pure. */
import type { Dimensions, Region } from '../../frame/region.ts';
import { type PixelFormat, writePixelFormat } from './pixel-format.ts';
import { CLIENT_MESSAGE, QEMU_EXTENDED_KEY_EVENT } from './protocol.ts';

export function setPixelFormat(format: PixelFormat): Uint8Array {
  return message([CLIENT_MESSAGE.setPixelFormat, 0, 0, 0], [...writePixelFormat(format)]);
}

/** In order of preference. */
export function setEncodings(encodings: readonly number[]): Uint8Array {
  return message([CLIENT_MESSAGE.setEncodings, 0], u16(encodings.length), encodings.flatMap(u32));
}

/** Incremental: what changed since the last update; otherwise all pixels of `region`. */
export function framebufferUpdateRequest(region: Region, incremental: boolean): Uint8Array {
  return message([CLIENT_MESSAGE.framebufferUpdateRequest, Number(incremental)], rectangle(region));
}

export function keyEvent(keysym: number, down: boolean): Uint8Array {
  return message([CLIENT_MESSAGE.keyEvent, Number(down), 0, 0], u32(keysym));
}

/** QEMU Extended Key Event: the scan code beside the keysym. */
export function extendedKeyEvent(scancode: number, keysym: number, down: boolean): Uint8Array {
  const head = [CLIENT_MESSAGE.qemu, QEMU_EXTENDED_KEY_EVENT];
  return message(head, u16(Number(down)), u32(keysym), u32(scancode));
}

/** The high bit says that a second byte of buttons follows (Extended Mouse Buttons). */
const EXTENDED_BUTTONS = 0x80;

/** `buttons`: bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right, 7 back, 8 forward. */
export function pointerEvent(x: number, y: number, buttons: number): Uint8Array {
  return message([CLIENT_MESSAGE.pointerEvent, buttons & 0xff], u16(x), u16(y));
}

/** The same with all nine buttons, for servers that announced it. */
export function extendedPointerEvent(x: number, y: number, buttons: number): Uint8Array {
  const low = (buttons & 0x7f) | EXTENDED_BUTTONS;
  return message([CLIENT_MESSAGE.pointerEvent, low], u16(x), u16(y), [buttons >> 7]);
}

/** Latin-1 text; characters beyond it become '?'. */
export function clientCutText(text: string): Uint8Array {
  const bytes = Array.from(text, (character) => {
    const code = character.codePointAt(0) as number;
    return code > 0xff ? 0x3f : code;
  });
  return message([CLIENT_MESSAGE.clientCutText, 0, 0, 0], u32(bytes.length), bytes);
}

/** An extended clipboard message: a negative length says that flags and data follow. */
export function extendedCutText(flags: number, data: Uint8Array): Uint8Array {
  const head = message([CLIENT_MESSAGE.clientCutText, 0, 0, 0], u32(-(4 + data.length)), u32(flags));
  return Buffer.concat([head, data]);
}

export function enableContinuousUpdates(enable: boolean, region: Region): Uint8Array {
  return message([CLIENT_MESSAGE.enableContinuousUpdates, Number(enable)], rectangle(region));
}

export function fence(flags: number, payload: Uint8Array): Uint8Array {
  return message([CLIENT_MESSAGE.fence, 0, 0, 0], u32(flags), [payload.length], [...payload]);
}

/** One screen of a desktop, as ExtendedDesktopSize tells. */
export interface Screen extends Region {
  readonly id: number;
  readonly flags: number;
}

export function setDesktopSize({ width, height }: Dimensions, screens: readonly Screen[]): Uint8Array {
  const layout = screens.flatMap((screen) => [...u32(screen.id), ...rectangle(screen), ...u32(screen.flags)]);
  const head = [CLIENT_MESSAGE.setDesktopSize, 0];
  return message(head, u16(width), u16(height), [screens.length, 0], layout);
}

function message(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

function u32(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function rectangle({ x, y, width, height }: Region): number[] {
  return [...u16(x), ...u16(y), ...u16(width), ...u16(height)];
}
