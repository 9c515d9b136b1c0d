/** A bitmap font by shape: which character looks like these rows of pixels. */

/** One shape and the character that it stands for. */
export interface Glyph {
  /** One UTF-16 unit. */
  readonly character: string;
  /** One number a row, the leftmost of the font's pixels its highest bit. */
  readonly rows: Uint32Array;
  /** Pixels set. */
  readonly ink: number;
}

/** A shape with every character that looks so, the usual one first. */
export type Shape = readonly [characters: string, rows: Uint32Array];

export interface FontSize {
  readonly width: number;
  readonly height: number;
}

/** All shapes of a font. */
export interface ShapeTable {
  /** By shape: every character that looks so, the usual one first. */
  readonly characters: readonly string[];
  /** The rows of the first shape, of the second one, and so on. */
  readonly rows: Uint32Array;
}

export interface FontOptions {
  readonly wide?: GlyphFont | undefined;
  readonly learned?: boolean;
}

/** Finds glyphs by their exact pixels. */
export class GlyphFont {
  readonly name: string;
  /** From a folder of fonts, not from the package. */
  readonly learned: boolean;
  /** At most 32: a row is one word. */
  readonly width: number;
  readonly height: number;
  /** For glyphs that fill two cells, such as Chinese characters. */
  readonly wide: GlyphFont | undefined;
  /** Characters whose glyphs are also the left half of a wide one. */
  readonly halves: ReadonlySet<string>;
  /** By a glyph's character, all characters that look like it, in any script. */
  readonly lookAlikes: ReadonlyMap<string, string>;
  /** Each shape once; all rows of a glyph beside each other. Thousands of glyphs: no objects before they are found. */
  readonly #rows: Uint32Array;
  #characters = '';
  readonly #glyphs: Glyph[] = [];
  /** Glyph's index + 1 by hash, 0 where free; collisions stand in the next free place. */
  readonly #table: Uint16Array | Uint32Array;
  readonly #mask: number;

  /** Of equal shapes the first counts; blank ones are left out. */
  constructor(
    name: string,
    { width, height }: FontSize,
    shapes: ShapeTable,
    { wide, learned = false }: FontOptions = {},
  ) {
    this.name = name;
    this.learned = learned;
    this.width = width;
    this.height = height;
    this.wide = wide;
    const count = shapes.characters.length;
    const size = 1 << Math.ceil(Math.log2(Math.max(1, count) * SPACIOUS));
    this.#mask = size - 1;
    this.#table = count < 0xffff ? new Uint16Array(size) : new Uint32Array(size);
    this.#rows = new Uint32Array(count * height);
    const lookAlikes = new Map(wide?.lookAlikes);
    for (const [index, characters] of shapes.characters.entries()) {
      const rows = shapes.rows.subarray(index * height, (index + 1) * height);
      if (isBlank(rows) || !this.#insert(rows)) continue;
      const character = characters[0] as string;
      this.#characters += character;
      if (characters.length > 1) lookAlikes.set(character, characters);
    }
    this.lookAlikes = lookAlikes;
    this.halves = wide ? this.#halvesOf(wide) : new Set();
  }

  /** Every glyph that is not blank, each shape once. */
  get glyphs(): readonly Glyph[] {
    return Array.from({ length: this.#characters.length }, (_, index) => this.#glyph(index));
  }

  /** The glyph with exactly the rows that begin at `start`, of which `hash` is `hashOf`. */
  find(rows: Uint32Array, start = 0, hash = hashOf(rows)): Glyph | undefined {
    const index = this.#indexOf(rows, start, hash);
    return index < 0 ? undefined : this.#glyph(index);
  }

  #glyph(index: number): Glyph {
    const known = this.#glyphs[index];
    if (known) return known;
    const rows = this.#rows.subarray(index * this.height, (index + 1) * this.height);
    const glyph = { character: this.#characters[index] as string, rows, ink: inkOf(rows) };
    this.#glyphs[index] = glyph;
    return glyph;
  }

  #indexOf(rows: Uint32Array, start: number, hash: number): number {
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const index = (this.#table[at] as number) - 1;
      if (index < 0 || this.#hasRows(index, rows, start)) return index;
    }
  }

  #hasRows(index: number, rows: Uint32Array, start: number): boolean {
    const own = this.#rows;
    const first = index * this.height;
    for (let row = 0; row < this.height; row++) if (own[first + row] !== rows[start + row]) return false;
    return true;
  }

  /** False if the shape is known. */
  #insert(rows: Uint32Array): boolean {
    const index = this.#characters.length;
    let at = hashOf(rows) & this.#mask;
    for (; this.#table[at] !== 0; at = (at + 1) & this.#mask)
      if (this.#hasRows((this.#table[at] as number) - 1, rows, 0)) return false;
    this.#table[at] = index + 1;
    this.#rows.set(rows, index * this.height);
    return true;
  }

  #halvesOf(wide: GlyphFont): Set<string> {
    const halves = new Set<string>();
    const half = new Uint32Array(this.height);
    for (let start = 0; start < wide.#characters.length * this.height; start += this.height) {
      for (let row = 0; row < half.length; row++)
        half[row] = (wide.#rows[start + row] as number) >>> this.width;
      const index = this.#indexOf(half, 0, hashOf(half));
      if (index >= 0) halves.add(this.#characters[index] as string);
    }
    return halves;
  }
}

/** Shapes one after the other; where several characters look alike, the usual one counts. */
export function tableOf(shapes: readonly Shape[]): ShapeTable {
  const sorted = [...shapes].sort(asciiFirst);
  const rows = new Uint32Array(sorted.reduce((sum, [, each]) => sum + each.length, 0));
  let at = 0;
  for (const [, each] of sorted) {
    rows.set(each, at);
    at += each.length;
  }
  return { characters: sorted.map(([characters]) => characters), rows };
}

/** Places in the table for each glyph: with half of them free, a search takes few steps. */
const SPACIOUS = 2;

/** Printable ASCII before the rest: where two glyphs look alike, the usual one is meant. */
function asciiFirst([a]: Shape, [b]: Shape): number {
  return Number(isAscii(b)) - Number(isAscii(a));
}

function isAscii(characters: string): boolean {
  return characters > ' ' && characters < '\x7f';
}

/** Odd multipliers that spread the bits of rows (from the hash MurmurHash3). */
const SPREAD = 0x85ebca6b;
const FINISH = 0xc2b2ae35;

/** Of the rows of a glyph: the kernel takes the same in `assembly/cells.ts`. */
export function hashOf(rows: Uint32Array): number {
  let hash = 0;
  for (let i = 0; i < rows.length; i++) hash = Math.imul((hash ^ (rows[i] as number)) + i, SPREAD);
  hash ^= hash >>> 15;
  return (Math.imul(hash, FINISH) ^ (hash >>> 13)) >>> 0;
}

function isBlank(rows: Uint32Array): boolean {
  for (let row = 0; row < rows.length; row++) if (rows[row] !== 0) return false;
  return true;
}

function inkOf(rows: Uint32Array): number {
  let ink = 0;
  for (const row of rows) for (let bits = row; bits !== 0; bits = (bits & (bits - 1)) >>> 0) ink++;
  return ink;
}

/** Rows of `count` bitmaps as PSF files and our tables have them: whole bytes a row, the left pixel the highest bit. */
export function rowsOf(bitmaps: Uint8Array, { width, height }: FontSize, count = 1): Uint32Array {
  const bytes = bytesPerRow(width);
  const unused = 2 ** (bytes * 8 - width);
  const rows = new Uint32Array(count * height);
  for (let row = 0; row < rows.length; row++) {
    let bits = 0;
    for (let i = row * bytes; i < (row + 1) * bytes; i++) bits = bits * 256 + (bitmaps[i] as number);
    rows[row] = bits / unused;
  }
  return rows;
}

/** Bytes of a bitmap's row. */
export function bytesPerRow(width: number): number {
  return Math.ceil(width / 8);
}
