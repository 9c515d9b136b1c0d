/** Frames: sizes, exact pixels, damage, and what happens when the mode changes. */
import { expect } from 'guestwright';
import { bootConsole, bootDesktop, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

/** In the area that `paint` fills: region 'paint' of the screen 'desktop'. */
const PAINTED = { x: 496, y: 416 };

export function captureCases(subject: Subject): void {
  test('frames have the size of every mode that the guest sets', async ({ guest }) => {
    await bootDesktop(guest);
    for (const [width, height] of [
      [640, 480],
      [1024, 768],
      [800, 600],
    ] as const) {
      await guest.serial.write(`mode ${width}x${height}\n`);
      await expect.poll(async () => size(await guest.capture())).toBe(`${width}x${height}`);
    }
    await guest.serial.write('console\n');
    await expect(guest).toShow('console');
    expect(size(await guest.capture())).toBe('720x400');
  });

  if (subject.has('exact')) {
    test('a painted colour arrives exactly, with alpha 255', async ({ guest }) => {
      await bootDesktop(guest);
      for (const [red, green, blue] of [
        [0xff, 0x80, 0x01],
        [0x00, 0x01, 0xfe],
      ] as const) {
        const hex = [red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('');
        await guest.serial.write(`paint ${hex}\n`);
        await expect
          .poll(async () => {
            const frame = await guest.capture();
            const at = (PAINTED.y * frame.width + PAINTED.x) * 4;
            return [...frame.data.subarray(at, at + 4)];
          })
          .toEqual([red, green, blue, 255]);
      }
    });

    test('every glyph of the text font is read back', async ({ guest }) => {
      await bootConsole(guest);
      await guest.keyboard.type(
        'echo The quick brown fox jumps over 13 lazy dogs; #"$%&/()=?!\n'.replace('"', ''),
      );
      await expect(guest).toShowText('The quick brown fox jumps over 13 lazy dogs');
    });
  }

  test('a region is captured as it is in the whole frame', async ({ guest }) => {
    await bootConsole(guest);
    const region = { x: 0, y: 0, width: 720, height: 16 }; // the console's first line does not change
    const [part, whole] = [await guest.capture({ region }), await guest.capture()];
    expect(size(part)).toBe(size(whole));
    const rows = region.height * whole.width * 4;
    expect(Buffer.compare(part.data.subarray(0, rows), whole.data.subarray(0, rows))).toBe(0);
    expect(new Set(whole.data.filter((_, index) => index % 4 === 3))).toEqual(new Set([255]));
  });

  test('the reference screens match nothing but themselves', async ({ guest }) => {
    await bootConsole(guest);
    await expect(guest).toShow('console');
    await expect(guest).not.toShow(['boot-menu', 'language', 'licence', 'desktop', 'user']);
  });
}

function size({ width, height }: { width: number; height: number }): string {
  return `${width}x${height}`;
}
