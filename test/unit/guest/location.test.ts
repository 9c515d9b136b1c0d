import { expect, test } from '@playwright/test';
import { callerLocation, parseLocation } from '../../../src/guest/location.ts';

test('the caller is found at its line', () => {
  expect(callerLocation()).toEqual({ file: test.info().file, line: 5, column: 10 });
});

test('stack handling is left as it was', () => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  callerLocation();
  expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual([stackTraceLimit, prepareStackTrace]);
});

test('only the one frame goes through the source maps of a runner', () => {
  const { prepareStackTrace } = Error;
  const mapped: number[] = [];
  Error.prepareStackTrace = (error, sites) => {
    mapped.push(sites.length);
    return `${error}\n    at user (/home/me/mapped.ts:7:3)`;
  };
  const location = callerLocation();
  Error.prepareStackTrace = prepareStackTrace;
  expect(location).toEqual({ file: '/home/me/mapped.ts', line: 7, column: 3 });
  expect(mapped).toEqual([1]);
});

test("frames of ours, of the runner and of Node are skipped in a stack's text", () => {
  const own = new URL('../../../src/guest/context.ts', import.meta.url).href;
  const stack = [
    'Error: location',
    `    at perform (${own}:10:5)`,
    '    at run (/project/node_modules/playwright/lib/worker/workerProcessEntry.js:1:2)',
    '    at node:internal/main:1:1',
    '    at async Object.fn (file:///project/tests/a.test.ts:12:9)',
  ];
  expect(parseLocation(stack.join('\n'))).toEqual({ file: '/project/tests/a.test.ts', line: 12, column: 9 });
  expect(parseLocation('Error: location')).toBeUndefined();
});
