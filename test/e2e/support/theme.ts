/** The bundled guest's next version, whose desktop comes up in another theme. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where its floppy is, in a folder of the test's own. */
export const FLOPPY = 'hypo.img';

/** Colours of its themes, as in guests/hypo/theme.asm: desktop, window, edge, title. */
const SEA = [0x1e4a78, 0xe6e9ed, 0x20262c, 0x2c6e49] as const;
const NIGHT = [0x101018, 0x2a2a36, 0x6c6c80, 0x503078] as const;
const THEME_COLOURS = 14;

/** A pixel of the desktop's title bar, left of its text, and its colour 0xRRGGBB once the theme has changed. */
export const CHANGED_TITLE = { x: 104, y: 96, colour: NIGHT[3] } as const;

/** Changes the floppy in that folder. */
export async function changeTheme(folder: string): Promise<void> {
  const path = join(folder, FLOPPY);
  const image = await readFile(path);
  const [sea, night] = [image.indexOf(wordsOf(SEA)), image.indexOf(wordsOf(NIGHT))];
  if (sea < 0 || night < 0) throw new Error('the image has no such themes');
  image.copy(image, sea, night, night + THEME_COLOURS * 4);
  await writeFile(path, image);
}

function wordsOf(colours: readonly number[]): Buffer {
  const buffer = Buffer.alloc(colours.length * 4);
  for (const [index, colour] of colours.entries()) buffer.writeUInt32LE(colour, index * 4);
  return buffer;
}
