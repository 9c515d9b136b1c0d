/** `guestwright learn-font`: a bitmap font from a picture whose text is given. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { readReferencePng } from '../frame/png.ts';
import type { FontSize, GlyphFont, Shape } from '../matchers/glyphs/font.ts';
import { FONT_FOLDER } from '../matchers/glyphs/font-folder.ts';
import { learnFont } from '../matchers/glyphs/learn-font.ts';
import { formatPsf, parsePsf } from '../matchers/glyphs/psf.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { readRegion } from './screen-options.ts';
import type { Verb } from './verb.ts';

/** What text is written in on most screens: VGA and Linux, UEFI, older text modes. */
const USUAL_SIZES: readonly FontSize[] = [
  { width: 8, height: 16 },
  { width: 8, height: 19 },
  { width: 8, height: 14 },
  { width: 8, height: 8 },
];
/** A row is one word. */
const WIDEST = 32;
const FONT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

export const learnFontVerb: Verb = {
  summary: 'Learn a bitmap font from a picture whose text is given.',
  usage: ['SCREEN.png --text FILE --name NAME [--cell 8x19] [--region x,y,w,h]'],
  positionals: [1, 1],
  options: {
    text: {
      type: 'string',
      value: 'FILE',
      help: 'what the picture shows, a line for each row of cells (UTF-8)',
    },
    name: { type: 'string', value: 'NAME', help: 'name of the font; what it has already is kept' },
    cell: {
      type: 'string',
      value: 'WxH',
      help: `size of a character (default: ${USUAL_SIZES.map(formatSize).join(', ')}, whichever lines up)`,
    },
    region: {
      type: 'string',
      value: 'x,y,w,h',
      help: 'where the text stands, its first cell in the corner (default: wherever it lines up)',
    },
    screens: { type: 'string', value: 'DIR', help: 'folder of the reference screens (default ./screens)' },
    force: { type: 'boolean', help: 'replace a font of that name instead of adding to it' },
  },
  notes: [
    `Writes DIR/${FONT_FOLDER}/NAME.psf, a console font (PSF 2); guests with these screens read it from then on, as they do`,
    'console fonts that are copied there. Letters need their whole cells and two colours. U+FFFD in the text stands for a',
    'cell to leave out. Refused with the reason: text that does not line up with cells, or lines up at several places;',
    'characters that look alike, or look different at two places.',
  ].join('\n'),
  async run(args, { cwd, print }) {
    const [picture = ''] = args.positionals;
    const textFile = required(args.text('text'), 'text', 'what the picture shows');
    const name = required(args.text('name'), 'name', 'what the font is called');
    if (!FONT_NAME.test(name))
      throw usageError(`--name: expected letters, digits, '-' and '_' such as ovmf, got '${name}'`);
    const cell = args.text('cell');
    const region = args.text('region');
    const options = {
      sizes: cell === undefined ? USUAL_SIZES : [readSize(cell)],
      region: region === undefined ? undefined : readRegion(region, 'region'),
    };
    const frame = await readReferencePng(resolve(cwd, picture), picture);
    const { size, at, shapes } = learnFont(frame, await readText(resolve(cwd, textFile), textFile), options);
    const file = join(resolve(cwd, args.text('screens') ?? 'screens'), FONT_FOLDER, `${name}.psf`);
    const known = args.flag('force') ? undefined : await readFont(file, name);
    const all = merge(known, size, [...shapes], name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, formatPsf(size, all));
    const added = all.length - (known?.glyphs.length ?? 0);
    print(
      `wrote ${relative(cwd, file)}: ${all.length} characters of ${formatSize(size)}, ${added} of them new (from ${at.x},${at.y})`,
    );
    return EXIT.success;
  },
};

/** Glyphs that the font has, and those that were learned. Throws `invalid-font` where they contradict each other. */
function merge(
  known: GlyphFont | undefined,
  size: FontSize,
  learned: readonly Shape[],
  name: string,
): readonly Shape[] {
  if (!known) return learned;
  if (known.width !== size.width || known.height !== size.height)
    throw contradiction(name, `its characters are ${formatSize(known)}, these are ${formatSize(size)}`);
  const added = learned.filter(([character, rows]) => {
    const same = known.find(rows);
    if (same && same.character !== character)
      throw contradiction(name, `its '${same.character}' looks like '${character}' here`);
    if (!same && known.glyphs.some((glyph) => glyph.character === character))
      throw contradiction(name, `its '${character}' looks otherwise`);
    return !same;
  });
  return [...known.glyphs.map(({ character, rows }): Shape => [character, rows]), ...added];
}

function contradiction(name: string, problem: string): GuestwrightError {
  return new GuestwrightError(`learn-font: font '${name}' is another one: ${problem}`, {
    code: 'invalid-font',
    remedy: 'Choose another --name, or give --force to replace it.',
  });
}

async function readFont(file: string, name: string): Promise<GlyphFont | undefined> {
  const data = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return data && parsePsf(data, name);
}

async function readText(path: string, shown: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new GuestwrightError(`learn-font: the text ${shown} could not be read`, {
      code: 'io',
      cause,
      remedy: 'Write what the picture shows into that file.',
    });
  });
}

function required(value: string | undefined, option: string, what: string): string {
  if (value !== undefined) return value;
  throw usageError(`guestwright learn-font: --${option} is missing: ${what}`);
}

function readSize(text: string): FontSize {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (size.width >= 1 && size.width <= WIDEST && size.height >= 1) return size;
  throw usageError(`--cell: expected a size in pixels such as 8x16, up to ${WIDEST} wide, got '${text}'`);
}

function formatSize({ width, height }: FontSize): string {
  return `${width}x${height}`;
}
