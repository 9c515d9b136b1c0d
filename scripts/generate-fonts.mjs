/**
 * Writes src/matchers/glyphs/fonts/*.generated.ts: Debian's console fonts by the size of their cells, from the package
 * console-setup-linux, GNU Unifont, from the package unifont, and what UEFI's console shows, learned from screens of OVMF
 * by `guestwright learn-font` (scripts/data/uefi-8x19.psf). docs/font-licences.md says under which terms.
 * Run it again after an update of either: node scripts/generate-fonts.mjs
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib';

const CONSOLE_FONTS = '/usr/share/consolefonts';
const UNIFONT = '/usr/share/unifont/unifont.hex';
const OUTPUT = new URL('../src/matchers/glyphs/fonts/', import.meta.url);

/** Families of console-setup, by the names of their files: encoding, family, size. */
const FONT_FILE = /^[A-Za-z0-9]+-(Fixed|VGA|Terminus|TerminusBold|TerminusBoldVGA)(\d+)(?:x(\d+))?\.psf\.gz$/;

/** "Terminus Font" is a reserved name, which a version in another format must not bear (OFL 1.1, condition 3). */
const FAMILIES = { Terminus: 'Ter', TerminusBold: 'Ter bold', TerminusBoldVGA: 'Ter bold VGA' };

/** Family and size to glyphs: bitmap in hexadecimal to the characters that look so. */
function consoleFonts() {
  const fonts = new Map();
  for (const file of readdirSync(CONSOLE_FONTS).sort()) {
    const [, family] = FONT_FILE.exec(file) ?? [];
    if (!family) continue;
    const { width, height, glyphs } = readPsf(gunzipSync(readFileSync(`${CONSOLE_FONTS}/${file}`)));
    const key = `${width}x${height} ${family}`;
    const font = fonts.get(key) ?? { family: FAMILIES[family] ?? family, width, height, glyphs: new Map() };
    fonts.set(key, font);
    for (const { bitmap, characters } of glyphs) addGlyph(font, bitmap, characters);
  }
  return [...fonts.values()];
}

function addGlyph(font, bitmap, characters) {
  const hex = Buffer.from(bitmap).toString('hex');
  if (/^0*$/.test(hex)) return; // blank
  const known = font.glyphs.get(hex) ?? new Set();
  for (const character of characters) if (isShown(character)) known.add(character);
  if (known.size > 0) font.glyphs.set(hex, known);
}

/** One UTF-16 unit, and none that stands for "no glyph", or is private, or combines with another. */
function isShown(character) {
  return character.length === 1 && character !== '\ufffd' && !/[\p{Co}\p{C}\p{M}\p{Z}]/u.test(character);
}

/** PSF versions 1 and 2, as the kernel's own documentation of the kbd package describes them. */
function readPsf(data) {
  const version2 = data.readUInt32LE(0) === 0x864ab572;
  const count = version2 ? data.readUInt32LE(16) : data[2] & 1 ? 512 : 256;
  const size = version2 ? data.readUInt32LE(20) : data[3];
  const height = version2 ? data.readUInt32LE(24) : size;
  const width = version2 ? data.readUInt32LE(28) : 8;
  const start = version2 ? data.readUInt32LE(8) : 4;
  let at = start + count * size;
  const glyphs = [];
  for (let index = 0; index < count; index++) {
    const bitmap = data.subarray(start + index * size, start + (index + 1) * size);
    const characters = [];
    if (version2) {
      const end = data.indexOf(0xff, at);
      const single = data.subarray(at, end);
      const sequences = single.indexOf(0xfe);
      characters.push(...(sequences < 0 ? single : single.subarray(0, sequences)).toString('utf8'));
      at = end + 1;
    } else {
      let sequence = false;
      for (let unit = data.readUInt16LE(at); unit !== 0xffff; unit = data.readUInt16LE(at)) {
        if (unit === 0xfffe) sequence = true;
        else if (!sequence) characters.push(String.fromCharCode(unit));
        at += 2;
      }
      at += 2;
    }
    glyphs.push({ bitmap, characters });
  }
  return { width, height, glyphs };
}

/** Chinese characters and Hangul syllables are most of Unifont: they have a file of their own. */
const HAN = /[\u4e00-\u9fff\uac00-\ud7a3]/;
/** Chinese characters that hardly any screen shows. */
const RARE = /[\u3400-\u4dbf\uf900-\ufaff]/;

function unifont() {
  const common = { family: 'Unifont', width: 8, height: 16, glyphs: new Map(), wide: new Map() };
  const han = { family: 'Unifont', width: 8, height: 16, glyphs: new Map(), wide: new Map() };
  for (const line of readFileSync(UNIFONT, 'latin1').trim().split('\n')) {
    const [code, hex] = line.split(':');
    const character = String.fromCodePoint(Number.parseInt(code, 16));
    if (RARE.test(character)) continue;
    const font = HAN.test(character) ? han : common;
    const glyphs = hex.length === 32 ? font.glyphs : font.wide;
    addGlyph({ glyphs }, Buffer.from(hex, 'hex'), [character]);
  }
  return { common, han };
}

/** As src/matchers/glyphs/packed-font.ts reads it. */
function packed({ family, width, height, glyphs, wide = new Map() }) {
  const narrow = listed(glyphs);
  const broad = listed(wide);
  const facts = {
    family,
    width,
    height,
    characters: narrow.characters,
    wideCharacters: broad.characters,
    lookAlikes: [...narrow.lookAlikes, ...broad.lookAlikes],
  };
  const head = Buffer.from(JSON.stringify(facts), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const data = Buffer.concat([length, head, narrow.bitmaps, broad.bitmaps]);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  return brotliCompressSync(data, { params }).toString('base64');
}

/** Strokes and blocks that dialogs are drawn with: what looks like one, such as a long dash, is one. */
const STROKE = /[\u2500-\u259f]/;

/** What a shape is read as comes first: ASCII, then strokes, then by code. */
function usualFirst(a, b) {
  const rank = (character) => (character < '\x7f' ? 0 : STROKE.test(character) ? 1 : 2);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** In the order of their first characters. */
function listed(glyphs) {
  const entries = [...glyphs].map(([hex, set]) => ({ hex, characters: [...set].sort(usualFirst) }));
  entries.sort((a, b) => (a.characters[0] < b.characters[0] ? -1 : 1));
  return {
    characters: entries.map(({ characters }) => characters[0]).join(''),
    lookAlikes: entries
      .filter(({ characters }) => characters.length > 1)
      .map(({ characters }) => characters.join('')),
    bitmaps: Buffer.concat(entries.map(({ hex }) => Buffer.from(hex, 'hex'))),
  };
}

/** What was learned from screens of OVMF: ASCII, and the arrows of its menus. */
function uefi() {
  const file = readFileSync(new URL('data/uefi-8x19.psf', import.meta.url));
  const { width, height, glyphs } = readPsf(file);
  const font = { family: 'UEFI', width, height, glyphs: new Map() };
  for (const { bitmap, characters } of glyphs) addGlyph(font, bitmap, characters);
  return font;
}

function write(name, source, fonts) {
  const text = `/** Generated by scripts/generate-fonts.mjs from ${source}. Terms: docs/font-licences.md. */

/** ${fonts.map((font) => `${font.family} ${font.width}x${font.height}`).join(', ')}: compressed, in base64. */
export const PACKED_FONTS: readonly string[] = [
${fonts.map((font) => `  '${packed(font)}',`).join('\n')}
];
`;
  writeFileSync(new URL(`${name}.generated.ts`, OUTPUT), text);
  console.log(
    name,
    fonts.map((font) => `${font.family} ${font.glyphs.size + (font.wide?.size ?? 0)}`).join(', '),
    text.length,
  );
}

const bySize = new Map();
for (const font of consoleFonts()) {
  const size = `${font.width}x${font.height}`;
  bySize.set(size, [...(bySize.get(size) ?? []), font]);
}
for (const [size, fonts] of bySize) write(`console-${size}`, "Debian's package console-setup-linux", fonts);
const { common, han } = unifont();
write('unifont', "Debian's package unifont", [common]);
write('unifont-han', "Debian's package unifont", [han]);
write('uefi-8x19', 'scripts/data/uefi-8x19.psf', [uefi()]);
