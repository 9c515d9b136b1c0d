/** Unpacks the fonts that scripts/generate-fonts.mjs packs. */
import { brotliDecompressSync } from 'node:zlib';
import { bytesPerRow, type FontSize, GlyphFont, rowsOf, type ShapeTable } from './font.ts';

/** What stands before the bitmaps, as JSON behind its length (32 bits, little-endian). */
interface PackedFacts extends FontSize {
  readonly family: string;
  /** One for each bitmap. */
  readonly characters: string;
  /** One for each bitmap of double width; these bitmaps follow the others. */
  readonly wideCharacters: string;
  /** Characters that look alike; the first is the one listed above. */
  readonly lookAlikes: readonly string[];
}

/** The font of a base64 text; of several, which must be parts of one font. */
export function unpackFont(...packed: readonly string[]): GlyphFont {
  const parts = packed.map(unpack);
  const [first] = parts as [Unpacked];
  const name = `${first.family} ${first.width}x${first.height}`;
  const wide = joined(parts.map((part) => part.wide));
  const size = { width: first.width * 2, height: first.height };
  return new GlyphFont(name, first, joined(parts.map((part) => part.narrow)), {
    wide: wide.characters.length > 0 ? new GlyphFont(name, size, wide) : undefined,
  });
}

interface Unpacked extends FontSize {
  readonly family: string;
  readonly narrow: ShapeTable;
  readonly wide: ShapeTable;
}

function unpack(packed: string): Unpacked {
  const data = brotliDecompressSync(Buffer.from(packed, 'base64'));
  const start = LENGTH_BYTES + data.readUInt32LE(0);
  const facts = JSON.parse(data.toString('utf8', LENGTH_BYTES, start)) as PackedFacts;
  const { family, width, height, characters, wideCharacters } = facts;
  const groups = new Map(facts.lookAlikes.map((group) => [group[0], group]));
  const table = (text: string, size: FontSize, from: number): ShapeTable => ({
    characters: [...text].map((character) => groups.get(character) ?? character),
    rows: rowsOf(data.subarray(from), size, text.length),
  });
  const wideStart = start + characters.length * bytesPerRow(width) * height;
  return {
    family,
    width,
    height,
    narrow: table(characters, facts, start),
    wide: table(wideCharacters, { width: width * 2, height }, wideStart),
  };
}

function joined(tables: readonly ShapeTable[]): ShapeTable {
  const [only, ...others] = tables as [ShapeTable];
  if (others.length === 0) return only;
  const rows = new Uint32Array(tables.reduce((sum, table) => sum + table.rows.length, 0));
  let at = 0;
  for (const table of tables) {
    rows.set(table.rows, at);
    at += table.rows.length;
  }
  return { characters: tables.flatMap(({ characters }) => characters), rows };
}

const LENGTH_BYTES = 4;
