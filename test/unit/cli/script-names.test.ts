import { expect, test } from '@playwright/test';
import { importsGuestwright, namedScreens, usesDemoScreens } from '../../../src/cli/script-names.ts';

test('screens named in scripts and tests are found with their lines', () => {
  const source = `
import { script, when, text, serial } from 'guestwright/script';
export const install = script('not-a-screen', [
  when('welcome').press('Enter'),
  when(['a', "b"], { stays: true }).type('typed'),
  when(text('Finish')).click('point'),
  when(['c', text('not this')]).click(),
], { failOn: ['panic', serial(/x/)] });
await expect(guest).toShow('desktop');
await guest.screen( 'debian/menu' ).click('start');
`;
  expect(namedScreens(source)).toEqual([
    { name: 'welcome', line: 4 },
    { name: 'a', line: 5 },
    { name: 'b', line: 5 },
    { name: 'c', line: 7 },
    { name: 'panic', line: 8 },
    { name: 'desktop', line: 9 },
    { name: 'debian/menu', line: 10 },
  ]);
});

test('comments name nothing, strings that look like comments hide nothing', () => {
  const source = `// when('old')
/* screen('older') */
const url = 'http://x'; when('kept');`;
  expect(namedScreens(source)).toEqual([{ name: 'kept', line: 3 }]);
});

test('only sources that import guestwright are ours', () => {
  expect(importsGuestwright(`import { when } from 'guestwright/script';`)).toBe(true);
  expect(importsGuestwright(`import { test } from "guestwright";`)).toBe(true);
  expect(importsGuestwright(`import { screen } from '@testing-library/dom';`)).toBe(false);
  expect(usesDemoScreens('export const screens = demoScreens;')).toBe(true);
});
