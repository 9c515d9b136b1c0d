import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, type Picture } from '../../../../src/frame/picture.ts';
import { contains, type Region, touches, wholeOf } from '../../../../src/frame/region.ts';
import { NOTHING_READ } from '../../../../src/matchers/text.ts';
import { BlockChanges } from '../../../../src/recorder/recording/block-changes.ts';
import {
  addRegions,
  BLOCK,
  countIn,
  emptyMask,
  groupsOf,
} from '../../../../src/recorder/recording/block-grid.ts';
import { proposeAreas } from '../../../../src/recorder/recording/propose-areas.ts';
import { isSameScreen, sameness } from '../../../../src/recorder/recording/same-screen.ts';
import { nameOf, slugOf } from '../../../../src/recorder/recording/screen-words.ts';
import { drawLine, PAGE_SIZE, pageOf } from './pages.ts';

const GOOD = async () => ({ good: true, matching: [] });

function pictureOf(seed: number): Picture {
  const { pixels } = pageOf(seed);
  return createPicture(PAGE_SIZE, new Uint8Array(pixels.buffer.slice(0)));
}

test('areas are proposed where something is, and never on what blinks or was typed', async () => {
  const picture = pictureOf(5);
  await fc.assert(
    fc.asyncProperty(
      fc.array(regions(), { maxLength: 4 }),
      fc.array(regions(), { maxLength: 4 }),
      async (blinking, avoid) => {
        const restless = emptyMask(picture);
        addRegions(restless, blinking);
        const { areas, exclude } = await proposeAreas({ picture, restless, changed: undefined, avoid }, GOOD);
        for (const area of areas) {
          expect(contains(wholeOf(picture), area)).toBe(true);
          // What is left of a restless place within an area is excluded.
          for (const place of [...blinking, ...avoid]) {
            if (touches(area, place)) expect(exclude.some((hole) => touches(hole, place))).toBe(true);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a blank frame has nothing to be recognised by', async () => {
  const picture = createPicture(PAGE_SIZE);
  const ground = { picture, restless: emptyMask(picture), changed: undefined, avoid: [] };
  expect(await proposeAreas(ground, GOOD)).toEqual({ areas: [], exclude: [] });
});

test('what is new on the display comes first', async () => {
  const picture = pictureOf(5);
  const changed = emptyMask(picture);
  addRegions(changed, [{ x: 24, y: 112, width: 208, height: 16 }]);
  const { areas } = await proposeAreas({ picture, restless: emptyMask(picture), changed, avoid: [] }, GOOD);
  expect(areas[0]?.y).toBe(112);
});

test('areas are added until no other screen matches', async () => {
  const picture = pictureOf(5);
  const twin = pageOf(5);
  twin.fill([230, 230, 220], { x: 24, y: 112, width: 208, height: 16 });
  drawLine(twin, 24, 112, 26, 99); // the same page but for its last line
  const other = createPicture(PAGE_SIZE, new Uint8Array(twin.pixels.buffer));
  const ground = { picture, restless: emptyMask(picture), changed: undefined, avoid: [] };
  const { areas } = await proposeAreas(ground, async (tried) => {
    const told = tried.areas.some(({ y, height }) => y + height > 112);
    return { good: told, matching: told ? [] : [other] };
  });
  expect(areas.some(({ y, height }) => y + height > 112)).toBe(true);
});

test('typed text leaves a screen the same, another page does not', () => {
  const typed = pageOf(5);
  drawLine(typed, 24, 160, 6, 3);
  const echo = createPicture(PAGE_SIZE, new Uint8Array(typed.pixels.buffer));
  expect(isSameScreen(pictureOf(5), echo)).toBe(true);
  expect(isSameScreen(pictureOf(5), pictureOf(6))).toBe(false);
  expect(sameness(createPicture(PAGE_SIZE), createPicture({ width: 8, height: 8 }))).toBe(0);
});

test('groups cover every set block, and lie on the display', () => {
  const size = { width: 100, height: 60 };
  fc.assert(
    fc.property(fc.array(fc.nat(13 * 8 - 1), { maxLength: 40 }), fc.nat(3), (indices, gap) => {
      const mask = emptyMask(size);
      for (const index of indices) mask.bits[index] = 1;
      const groups = groupsOf(mask, size, gap);
      for (const group of groups) {
        expect(contains(wholeOf(size), group)).toBe(true);
        expect(countIn(mask, group)).toBeGreaterThan(0);
      }
      for (const index of indices) {
        const block = { x: (index % 13) * BLOCK, y: Math.floor(index / 13) * BLOCK, width: 1, height: 1 };
        expect(groups.filter((group) => contains(group, block)).length).toBeGreaterThan(0);
      }
    }),
  );
});

test('a clock is restless after its second tick, an animation after a second, a drawn screen never', () => {
  const size = { width: 64, height: 16 };
  const changes = new BlockChanges(size);
  const [clock, animation, drawn] = [0, 16, 32].map((x) => ({ x, y: 0, width: 8, height: 8 })) as [
    Region,
    Region,
    Region,
  ];
  const isRestless = (region: Region, time: number) => countIn(changes.restlessAt(time), region) > 0;
  changes.begin(0);
  for (const time of [100, 200, 300]) changes.note(drawn, time);
  for (let time = 100; time <= 2000; time += 50) changes.note(animation, time);
  changes.note(clock, 100);
  expect(isRestless(clock, 900)).toBe(false);
  changes.note(clock, 1100);
  expect(isRestless(clock, 1200)).toBe(true);
  expect(isRestless(animation, 2000)).toBe(true);
  expect(isRestless(drawn, 2000)).toBe(false);
  expect(changes.lastIn([drawn])).toBe(300);
  changes.begin(2500); // another screen: nothing is known of it
  expect(isRestless(clock, 2600)).toBe(false);
});

test('names are short words in lower case', () => {
  expect(slugOf('Choose a language:')).toBe('choose-a-language');
  expect(slugOf('Où êtes-vous ? Là')).toBe('ou-etes-vous-la');
  expect(slugOf('** 12:30 **')).toBe('');
  expect(nameOf(NOTHING_READ, undefined, [])).toBeUndefined();
});

function regions(): fc.Arbitrary<Region> {
  return fc.record({
    x: fc.nat(PAGE_SIZE.width - 41),
    y: fc.nat(PAGE_SIZE.height - 41),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
  });
}
