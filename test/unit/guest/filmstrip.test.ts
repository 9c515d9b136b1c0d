import { expect, test } from '@playwright/test';
import { createFrame, type Damage } from '../../../src/frame/frame.ts';
import { Filmstrip } from '../../../src/guest/filmstrip.ts';

/** A frame of one shade, half a second after the one before. */
function shot(index: number, shade: number, damage: Damage = 'all', width = 720, height = 400) {
  const data = new Uint8Array(width * height * 4).fill(shade);
  return createFrame(data, { width, height, sequence: index, time: index * 500, damage });
}

test('pictures are small, and a blinking cursor takes two of them, not all', () => {
  const film = new Filmstrip();
  for (let index = 0; index < 40; index++) film.add(shot(index, index % 2));
  expect(film.pictures).toHaveLength(2);
  expect(film.pictures[0]).toMatchObject({ width: 360, height: 200, original: { width: 720, height: 400 } });
});

test('only the last twelve are kept, whatever the display does', () => {
  const film = new Filmstrip();
  for (let index = 0; index < 40; index++) film.add(shot(index, index, 'all', 1024, 768));
  expect(film.pictures.map(({ data }) => data[0])).toEqual([28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
  expect(film.pictures.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(5_000_000);
});

test('a change is kept even if it came too soon after the last picture', () => {
  const film = new Filmstrip();
  film.add({ ...shot(0, 1), time: 0 });
  film.add({ ...shot(1, 2), time: 100 });
  film.add({ ...shot(2, 2, []), time: 600 });
  film.add({ ...shot(3, 2, []), time: 1200 });
  expect(film.pictures.map(({ data, time }) => [data[0], time])).toEqual([
    [1, 0],
    [2, 600],
  ]);
});

test('a cursor that blinks makes no picture, what is typed does as soon as it is more', () => {
  const film = new Filmstrip();
  const cell = (x: number): Damage => [{ x, y: 0, width: 16, height: 16 }];
  film.add(shot(0, 1));
  for (let index = 1; index < 5; index++) film.add(shot(index, 2, cell(0)));
  expect(film.pictures).toHaveLength(1);
  for (let index = 5; index < 12; index++) film.add(shot(index, 3, cell((index - 5) * 16)));
  expect(film.pictures).toHaveLength(2);
});
