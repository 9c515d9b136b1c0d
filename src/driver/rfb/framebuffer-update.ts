/** FramebufferUpdate (RFC 6143 section 7.6.1): rectangles of pixels, and pseudo-rectangles that tell facts. */
import type { Dimensions, Region } from '../../frame/region.ts';
import type { ByteQueue } from './byte-queue.ts';
import type { Screen } from './client-messages.ts';
import { type CursorPicture, readCursor } from './cursor.ts';
import { decodeRectangle } from './encodings/table.ts';
import { checkLimit } from './limits.ts';
import { type Parsing, rfbError } from './parsing.ts';
import { PSEUDO_ENCODING } from './protocol.ts';
import type { ServerMessageContext } from './server-messages.ts';

export interface KeyboardLeds {
  readonly capsLock: boolean;
  readonly numLock: boolean;
  readonly scrollLock: boolean;
}

/** What ExtendedDesktopSize says beside the size. */
export interface DesktopLayout extends Dimensions {
  readonly screens: readonly Screen[];
  /** 0 the server changed it, 1 we asked for it, 2 another client did. */
  readonly reason: number;
  /** Of our request: 0 done; else why not. */
  readonly status: number;
}

export interface UpdateHandlers {
  updateStarted?(): void;
  /** Pixels of `region` were drawn; of CopyRect, moved. */
  drawn?(region: Region, encoding: number): void;
  updateEnded?(): void;
  /** The framebuffer has another size now, and no content yet. */
  resized?(size: Dimensions): void;
  /** Told with every ExtendedDesktopSize, of another size (after `resized`) or not. */
  layout?(layout: DesktopLayout): void;
  /** The pointer's picture, which is not drawn into the framebuffer; undefined for an invisible one. */
  cursor?(cursor: CursorPicture | undefined): void;
  name?(name: string): void;
  leds?(leds: KeyboardLeds): void;
  /** The server takes QEMU's extended key events. */
  extendedKeys?(): void;
  /** The server takes pointer events with nine buttons. */
  extendedButtons?(): void;
  /** Whether pointer events are positions, or (QEMU) movements. */
  pointerAbsolute?(absolute: boolean): void;
}

/** Header of a rectangle. */
const RECTANGLE_BYTES = 12;
/** A number of rectangles that means "until LastRect". */
const UNTIL_LAST = 0xffff;
/** One screen of ExtendedDesktopSize. */
const SCREEN_BYTES = 16;
const LED = { scrollLock: 1, numLock: 2, capsLock: 4 } as const;

export function* framebufferUpdate(queue: ByteQueue, context: ServerMessageContext): Parsing<void> {
  yield 3;
  queue.skip(1);
  const count = queue.u16();
  const { handlers } = context;
  handlers.updateStarted?.();
  for (let i = 0; i < count || count === UNTIL_LAST; i++) {
    yield RECTANGLE_BYTES;
    const region = { x: queue.u16(), y: queue.u16(), width: queue.u16(), height: queue.u16() };
    const encoding = queue.i32();
    if (encoding === PSEUDO_ENCODING.lastRect) {
      context.reached?.('LastRect');
      break;
    }
    const pseudo = PSEUDO_PARSINGS.get(encoding);
    if (pseudo) {
      context.reached?.(pseudo.name);
      yield* pseudo.parse(queue, region, context);
    } else {
      yield* decodeRectangle(queue, encoding, region, context, context.decoders);
      handlers.drawn?.(region, encoding);
    }
  }
  handlers.updateEnded?.();
}

interface PseudoRectangle {
  readonly name: string;
  parse(queue: ByteQueue, region: Region, context: ServerMessageContext): Parsing<void>;
}

const PSEUDO_PARSINGS: ReadonlyMap<number, PseudoRectangle> = new Map([
  [PSEUDO_ENCODING.desktopSize, { name: 'DesktopSize', parse: desktopSize }],
  [PSEUDO_ENCODING.extendedDesktopSize, { name: 'ExtendedDesktopSize', parse: extendedDesktopSize }],
  [PSEUDO_ENCODING.cursor, { name: 'Cursor', parse: cursor }],
  [PSEUDO_ENCODING.desktopName, { name: 'DesktopName', parse: desktopName }],
  [PSEUDO_ENCODING.ledState, { name: 'LEDState', parse: ledState }],
  [
    PSEUDO_ENCODING.qemuExtendedKeyEvent,
    {
      name: 'QEMU extended key event',
      parse: fact((_region, { handlers }) => handlers.extendedKeys?.()),
    },
  ],
  [
    PSEUDO_ENCODING.extendedMouseButtons,
    {
      name: 'ExtendedMouseButtons',
      parse: fact((_region, { handlers }) => handlers.extendedButtons?.()),
    },
  ],
  [
    PSEUDO_ENCODING.qemuPointerMotionChange,
    {
      name: 'QEMU pointer motion change',
      parse: fact(({ x }, { handlers }) => handlers.pointerAbsolute?.(x !== 0)),
    },
  ],
]);

/** A rectangle whose header says all. */
function fact(tell: (region: Region, context: ServerMessageContext) => void): PseudoRectangle['parse'] {
  // biome-ignore lint/correctness/useYield: there is nothing to wait for
  return function* (_queue, region, context) {
    tell(region, context);
  };
}

// biome-ignore lint/correctness/useYield: there is nothing to wait for
function* desktopSize(_queue: ByteQueue, size: Region, context: ServerMessageContext): Parsing<void> {
  resize(size, context);
}

function* extendedDesktopSize(
  queue: ByteQueue,
  { x: reason, y: status, width, height }: Region,
  context: ServerMessageContext,
): Parsing<void> {
  yield 4;
  const count = queue.u8();
  queue.skip(3);
  yield count * SCREEN_BYTES;
  const screens = Array.from({ length: count }, () => ({
    id: queue.u32(),
    x: queue.u16(),
    y: queue.u16(),
    width: queue.u16(),
    height: queue.u16(),
    flags: queue.u32(),
  }));
  if (status === 0) resize({ width, height }, context);
  context.handlers.layout?.({ width, height, screens, reason, status });
}

function resize({ width, height }: Dimensions, { framebuffer, handlers }: ServerMessageContext): void {
  if (width === framebuffer.width && height === framebuffer.height) return;
  // A guest without a display mode, early in boot: the size before it stays until there is one.
  if (width === 0 || height === 0) return;
  framebuffer.resize({ width, height }, 'DesktopSize');
  handlers.resized?.({ width, height });
}

function* cursor(queue: ByteQueue, region: Region, context: ServerMessageContext): Parsing<void> {
  const picture = yield* readCursor(queue, region, context.pixels.plain, context.limits);
  context.handlers.cursor?.(picture);
}

function* desktopName(queue: ByteQueue, _region: Region, context: ServerMessageContext): Parsing<void> {
  yield 4;
  const length = queue.u32();
  checkLimit('DesktopName length', length, context.limits.nameBytes);
  yield length;
  const name = Buffer.from(queue.take(length)).toString('utf8');
  context.handlers.name?.(name);
}

function* ledState(queue: ByteQueue, _region: Region, { handlers }: ServerMessageContext): Parsing<void> {
  yield 1;
  const bits = queue.u8();
  if (bits > 7) throw rfbError('LED state', `expected three bits, got ${bits}`);
  const has = (led: number) => (bits & led) !== 0;
  handlers.leds?.({
    capsLock: has(LED.capsLock),
    numLock: has(LED.numLock),
    scrollLock: has(LED.scrollLock),
  });
}
