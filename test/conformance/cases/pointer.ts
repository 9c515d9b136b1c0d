/** The pointer: absolute and relative moves, buttons, the wheel, and clicks on what is shown. */
import { expect } from 'guestwright';
import { bootDesktop, test, trace } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function pointerCases(subject: Subject): void {
  if (subject.has('pointer.absolute')) {
    test('a click hits the button under it', async ({ guest }) => {
      await bootDesktop(guest);
      const before = await guest.capture();
      await guest.screen('desktop').click('start');
      await expect
        .poll(async () => Buffer.compare((await guest.capture()).data, before.data) !== 0)
        .toBe(true);
      await guest.screen('desktop').click('text-field');
      await guest.keyboard.type('echo clicked\n');
      await expect(guest).toShowText('clicked', { region: guest.screen('desktop').region('output') });
    });

    test('absolute moves arrive at the pixel', async ({ guest }) => {
      await bootDesktop(guest);
      await trace(guest);
      for (const [x, y] of [
        [0, 0],
        [799, 599],
        [400, 300],
        [123, 45],
      ] as const) {
        await guest.mouse.move(x, y);
        const { groups } = await guest.serial.waitFor(/ptr \w+ (\d+) (\d+) .*\r\n/);
        expect(Math.abs(pixel(groups[0], 800) - x), `x of ${x},${y}`).toBeLessThanOrEqual(1);
        expect(Math.abs(pixel(groups[1], 600) - y), `y of ${x},${y}`).toBeLessThanOrEqual(1);
      }
    });

    test('every button arrives as itself', async ({ guest }) => {
      await bootDesktop(guest);
      await trace(guest);
      await guest.mouse.move(400, 300);
      for (const [button, bit] of [
        ['left', 1],
        ['right', 2],
        ['middle', 4],
      ] as const) {
        await guest.mouse.down({ button });
        await expect(guest.serial).toReceive(new RegExp(`ptr \\w+ \\d+ \\d+ ${bit} `));
        await guest.mouse.up({ button });
        await expect(guest.serial).toReceive(/ptr \w+ \d+ \d+ 0 /);
      }
    });
  }

  if (subject.has('wheel')) {
    test('the wheel turns both ways', async ({ guest }) => {
      await bootDesktop(guest);
      await trace(guest);
      await guest.mouse.move(400, 300);
      await guest.mouse.wheel(0, 1);
      await expect(guest.serial).toReceive(/ptr \w+ -?\d+ -?\d+ 0 1\b/);
      await guest.mouse.wheel(0, -1);
      await expect(guest.serial).toReceive(/ptr \w+ -?\d+ -?\d+ 0 -1\b/);
    });
  }

  if (subject.has('pointer.relative')) {
    test('relative moves arrive as they are', async ({ guest }) => {
      await bootDesktop(guest);
      await guest.serial.write('pointer ps2\n');
      await trace(guest);
      await guest.mouse.moveBy(25, 10);
      // The PS/2 protocol counts upwards.
      await expect(guest.serial).toReceive(/ptr ps2 25 -10 0 0/);
    });
  }
}

/** The pixel that an absolute device's position (0 to 65535) stands for. */
function pixel(raw: string | undefined, size: number): number {
  return Math.floor((Number(raw) * size) / 65_536);
}
