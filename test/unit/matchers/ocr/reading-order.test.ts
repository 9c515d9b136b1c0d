import { expect, test } from '@playwright/test';
import { inReadingOrder, type Placed } from '../../../../src/matchers/ocr/reading-order.ts';

const SCREEN = { x: 0, y: 0, width: 1000, height: 700 };

interface Word extends Placed {
  readonly text: string;
}

/** A word of 10 pixels a letter, 12 high, on its panel. */
function word(text: string, x: number, y: number, panel = SCREEN): Word {
  return { text, box: { x, y, width: 10 * text.length, height: 12 }, baseline: y + 12, panel };
}

function order(...words: Word[]): string[] {
  return inReadingOrder(words).map((row) => row.map(({ text }) => text).join(' '));
}

test('rows are read from the top, each from the left, also where boxes stand in them', () => {
  const field = { x: 300, y: 98, width: 100, height: 20 };
  expect(
    order(
      word('below', 10, 200),
      word('value', 310, 101, field),
      word('label', 10, 100),
      word('unit', 450, 99),
    ),
  ).toEqual(['label value unit', 'below']);
});

test('a side bar is read before the page beside it, a title above both first', () => {
  const title = { x: 0, y: 0, width: 1000, height: 30 };
  const bar = ['Welcome', 'Location', 'Users', 'Finish'].map((text, row) => word(text, 10, 100 + 37 * row));
  const page = ['heading', 'one', 'two', 'three', 'four'].map((text, row) => word(text, 300, 60 + 43 * row));
  expect(order(...page, ...bar, word('Installer', 450, 8, title))).toEqual([
    'Installer',
    ...['Welcome', 'Location', 'Users', 'Finish'],
    ...['heading', 'one', 'two', 'three', 'four'],
  ]);
});

test('the columns of a table are read across', () => {
  const rows = ['Czech', 'Danish', 'Dutch', 'French'].flatMap((text, row) => [
    word(text, 10, 100 + 20 * row),
    word(`${text}-own`, 400, 101 + 20 * row),
  ]);
  expect(order(...rows)).toEqual([
    'Czech Czech-own',
    'Danish Danish-own',
    'Dutch Dutch-own',
    'French French-own',
  ]);
});

test('two lists beside each other are read one after the other, each with its selected row', () => {
  const left = { x: 10, y: 95, width: 300, height: 80 };
  const right = { ...left, x: 400 };
  const selected = { x: 11, y: 140, width: 298, height: 20 };
  expect(
    order(
      ...['a1', 'a2'].map((text, row) => word(text, 20, 100 + 20 * row, left)),
      word('a3', 20, 142, selected),
      ...['b1', 'b2', 'b3'].map((text, row) => word(text, 410, 100 + 20 * row, right)),
      word('end', 20, 300),
    ),
  ).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'end']);
});
