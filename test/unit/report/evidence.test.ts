import { expect, test } from '@playwright/test';
import { createFrame, type Frame } from '../../../src/frame/frame.ts';
import { createPicture } from '../../../src/frame/picture.ts';
import { readPngHeader } from '../../../src/frame/png-header.ts';
import { waitPictures } from '../../../src/report/evidence.ts';
import type { FindScreen } from '../../../src/report/expected-screen.ts';

const SIZE = { width: 8, height: 8 };
const WHOLE = { x: 0, y: 0, ...SIZE };

/** Every screen but 'gone' has a reference. */
const findScreen: FindScreen = async (name) =>
  name === 'gone'
    ? undefined
    : { name, picture: createPicture(SIZE), origin: { x: 0, y: 0 }, areas: [WHOLE], exclude: [] };

function frame(): Frame {
  return createFrame(new Uint8Array(8 * 8 * 4), { ...SIZE, sequence: 0, time: 0 });
}

async function namesOf(...looked: Parameters<typeof waitPictures>[0]['looked']): Promise<string[]> {
  return (await waitPictures({ frame: frame(), looked }, findScreen)).map(({ name }) => name);
}

const setOf = (name: string) => ['expected', 'actual', 'diff'].map((kind) => `${name}-${kind}.png`);

test('each of several screens that were looked for gets its pictures', async () => {
  const looked = ['a', 'b'].map((screen) => ({ what: `screen '${screen}'`, explanation: '', screen }));
  expect(await namesOf(...looked)).toEqual([...setOf('a'), ...setOf('b')]);
});

test('a screen that was looked for twice gets its pictures once', async () => {
  const looked = { what: "screen 'a'", explanation: '', screen: 'a' };
  expect(await namesOf(looked, looked)).toEqual(setOf('a'));
});

test('without a reference there is the frame alone', async () => {
  expect(await namesOf({ what: "screen 'gone'", explanation: '', screen: 'gone' })).toEqual(['frame.png']);
  expect(await namesOf({ what: 'text /ready/', explanation: '' })).toEqual(['frame.png']);
});

test('the part of the frame that a text was read from is a picture of its own', async () => {
  const crop = { x: 2, y: 1, width: 20, height: 3 };
  const looked = { what: "text 'ready'", explanation: '', crop };
  expect(await namesOf(looked)).toEqual(['frame.png', 'text-read.png']);
  expect(await namesOf(looked, looked)).toEqual(['frame.png', 'text-read.png', 'text-read-2.png']);
  const [, picture] = await waitPictures({ frame: frame(), looked: [looked] }, findScreen);
  expect(readPngHeader(picture?.body as Buffer, 'crop')).toMatchObject({ width: 6, height: 3 });
});
