/** Colours that the desktop paints, as they arrive in a frame. */
import { expect, type Frame, test } from 'guestwright';

const COLOURS: Readonly<Record<string, readonly [red: number, green: number, blue: number]>> = {
  black: [0, 0, 0],
  white: [255, 255, 255],
  ff0000: [255, 0, 0],
  '00ff00': [0, 255, 0],
  '0000ff': [0, 0, 255],
  ffff00: [255, 255, 0],
  '00ffff': [0, 255, 255],
  ff00ff: [255, 0, 255],
  '123456': [0x12, 0x34, 0x56],
  fedcba: [0xfe, 0xdc, 0xba],
};

for (const [name, colour] of Object.entries(COLOURS)) {
  test(`the desktop paints ${name}`, async ({ guest }) => {
    await guest.power.on();
    await expect(guest).toShow('boot-menu');
    await guest.serial.write('desktop\n');
    await expect(guest).toShow('desktop');
    await guest.serial.write(`paint ${name}; echo painted\n`);
    await expect(guest.serial).toReceive(/^painted/m);
    await expect.poll(async () => colourAt(await guest.capture(), PAINTED)).toEqual(colour);
  });
}

/** In the region 'paint' of the screen 'desktop'. */
const PAINTED = { x: 496, y: 416 };

function colourAt({ data, width }: Frame, { x, y }: typeof PAINTED): readonly number[] {
  const at = 4 * (y * width + x); // red, green, blue, alpha
  return [...data.subarray(at, at + 3)];
}
