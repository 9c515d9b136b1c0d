/** The fonts that come with the package, each loaded when a screen may be written in it. */
import type { FontSize, GlyphFont } from './font.ts';
import { unpackFont } from './packed-font.ts';

/** Fonts with cells of one size. */
export interface FontGroup extends FontSize {
  /** Fonts to try, those that more screens show first. Loaded once. */
  load(): Promise<readonly GlyphFont[]>;
  /** Large fonts for what the others leave unknown. */
  readonly more?: readonly (() => Promise<GlyphFont>)[];
  /** The grid stands in the middle of the display instead of beginning in its corner. */
  readonly centred?: true;
}

type Packed = Promise<{ readonly PACKED_FONTS: readonly string[] }>;

/**
 * In the order in which consoles use them: 8x16 is what VGA, Linux, Debian's installer and GRUB show by default, 8x19 is
 * UEFI's; the other sizes are chosen by people, or by Linux on large displays.
 */
export const FONT_GROUPS: readonly FontGroup[] = [
  {
    width: 8,
    height: 16,
    load: once(async () => [
      (await import('./vga-font.ts')).vgaFont(16),
      ...(await unpackAll(import('./fonts/console-8x16.generated.ts'))),
    ]),
    more: [once(loadUnifont), once(loadUnifontWithHan)],
  },
  { ...group(8, 19, () => import('./fonts/uefi-8x19.generated.ts')), centred: true },
  group(16, 32, () => import('./fonts/console-16x32.generated.ts')),
  group(12, 24, () => import('./fonts/console-12x24.generated.ts')),
  group(8, 14, () => import('./fonts/console-8x14.generated.ts')),
  group(10, 20, () => import('./fonts/console-10x20.generated.ts')),
  group(14, 28, () => import('./fonts/console-14x28.generated.ts')),
  group(16, 28, () => import('./fonts/console-16x28.generated.ts')),
  group(11, 22, () => import('./fonts/console-11x22.generated.ts')),
  group(8, 18, () => import('./fonts/console-8x18.generated.ts')),
  group(10, 18, () => import('./fonts/console-10x18.generated.ts')),
  group(8, 15, () => import('./fonts/console-8x15.generated.ts')),
  group(8, 13, () => import('./fonts/console-8x13.generated.ts')),
  group(6, 12, () => import('./fonts/console-6x12.generated.ts')),
  {
    width: 8,
    height: 8,
    load: once(async () => [
      (await import('./vga-font.ts')).vgaFont(8),
      ...(await unpackAll(import('./fonts/console-8x8.generated.ts'))),
    ]),
  },
];

function group(width: number, height: number, file: () => Packed): FontGroup {
  return { width, height, load: once(() => unpackAll(file())) };
}

async function unpackAll(file: Packed): Promise<GlyphFont[]> {
  return (await file).PACKED_FONTS.map((packed) => unpackFont(packed));
}

async function loadUnifont(): Promise<GlyphFont> {
  return unpackFont(...(await import('./fonts/unifont.generated.ts')).PACKED_FONTS);
}

async function loadUnifontWithHan(): Promise<GlyphFont> {
  const common = await import('./fonts/unifont.generated.ts');
  const han = await import('./fonts/unifont-han.generated.ts');
  return unpackFont(...common.PACKED_FONTS, ...han.PACKED_FONTS);
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
