/** One stream for each check that must not be lost: every run begins with them, and mutates them like others. */
import { ENCODINGS } from '../../../src/driver/rfb/encodings/table.ts';
import { RGB_FORMAT } from '../../../src/driver/rfb/pixel-format.ts';
import { PSEUDO_ENCODING, SERVER_MESSAGE } from '../../../src/driver/rfb/protocol.ts';
import { u16 } from '../../support/rfb/encoder.ts';
import { u32 } from './generate.ts';
import type { Stream } from './target.ts';

const SIDE = 64;
const PIXEL = [1, 2, 3, 0] as const;
const GIGABYTE = 2 ** 30;
const MOST = 65535;

interface Place {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

/** An update of one rectangle. */
function update(encoding: number, bytes: readonly number[] = [], place: Place = {}): number[] {
  const { x = 0, y = 0, width = SIDE, height = SIDE } = place;
  return [
    SERVER_MESSAGE.framebufferUpdate,
    0,
    0,
    1,
    ...[x, y, width, height].flatMap(u16),
    ...u32(encoding),
    ...bytes,
  ];
}

const subrectangle = [SIDE - 1, 0, 2, 1].flatMap(u16);

/** By the field that is refused. */
const HOSTILE: Readonly<Record<string, readonly number[]>> = {
  'message-type': [99],
  'encoding-type': update(99),
  'Raw rectangle': update(ENCODINGS.Raw, [], { x: 1 }),
  'CopyRect src-x-position and src-y-position': update(ENCODINGS.CopyRect, [0, 1, 0, 0]),
  'RRE number-of-subrectangles': update(ENCODINGS.RRE, [...u32(GIGABYTE), ...PIXEL]),
  'RRE subrectangle': update(ENCODINGS.RRE, [...u32(1), ...PIXEL, ...PIXEL, ...subrectangle]),
  'Hextile subencoding-mask': update(ENCODINGS.Hextile, [32]),
  'Hextile subrectangle': update(ENCODINGS.Hextile, [2 | 4 | 8, ...PIXEL, ...PIXEL, 1, 0xf0, 0x10]),
  'ZRLE length': update(ENCODINGS.ZRLE, u32(-1)),
  'ZRLE zlib data': update(ENCODINGS.ZRLE, [...u32(2), 1, 2]),
  'Tight compression-control': update(ENCODINGS.Tight, [0x90]),
  'Tight filter-id': update(ENCODINGS.Tight, [0x40, 3]),
  'DesktopSize width and height': update(PSEUDO_ENCODING.desktopSize, [], { width: MOST, height: MOST }),
  'DesktopName length': update(PSEUDO_ENCODING.desktopName, u32(GIGABYTE)),
  'Cursor width': update(PSEUDO_ENCODING.cursor, [], { width: MOST }),
  'Cursor height': update(PSEUDO_ENCODING.cursor, [], { height: MOST }),
  'number-of-colours': [SERVER_MESSAGE.setColourMapEntries, 0, 0, 0, ...u16(MOST)],
  'ServerCutText length': [SERVER_MESSAGE.serverCutText, 0, 0, 0, ...u32(GIGABYTE)],
  'extended clipboard length': [SERVER_MESSAGE.serverCutText, 0, 0, 0, ...u32(-GIGABYTE)],
  'Fence length': [SERVER_MESSAGE.fence, 0, 0, 0, 0, 0, 0, 0, 65],
};

export const HOSTILE_STREAMS: readonly Stream[] = Object.values(HOSTILE).map((bytes) => ({
  ...{ width: SIDE, height: SIDE, format: RGB_FORMAT, pieces: [] },
  bytes: Uint8Array.from(bytes),
}));

/** What every run must see refused: a check that is gone is seen by this. */
export const EXPECTED_REFUSALS: readonly string[] = Object.keys(HOSTILE);
