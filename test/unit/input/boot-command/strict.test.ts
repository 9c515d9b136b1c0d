import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { parseBootCommand } from '../../../../src/input/boot-command/parse.ts';
import { errorOf } from './error-of.ts';

/** What Packer types into the guest, or fails at when it is too late. */
for (const [text, column, message] of [
  ['<entr>', 1, "'<entr>' is no key and no wait (did you mean '<enter>'?)"],
  ['ab<ennter><wait>', 3, "'<ennter>' is no key and no wait (did you mean '<enter>'?)"],
  ['<escape>', 1, "'<escape>' is no key and no wait (did you mean '<esc>'?)"],
  ['<ctrlOn>', 1, "'<ctrlOn>' is no key and no wait (did you mean '<leftCtrlOn>'?)"],
  ['<leftMetaOff>', 1, "'<leftMetaOff>' is no key and no wait (did you mean '<leftSuperOff>'?)"],
  ['<lefCtrlOn>', 1, "'<lefCtrlOn>' is no key and no wait (did you mean '<leftCtrlOn>'?)"],
  ['<f13>', 1, "'<f13>' is no key and no wait (did you mean '<f10>'?)"],
  ['<wait5 s>', 1, "'<wait5 s>' is no key and no wait (did you mean '<wait5s>'?)"],
  ['<wait 5>', 1, "'<wait 5>' is no key and no wait (did you mean '<wait5>'?)"],
  ['<Wait5>', 1, "'<Wait5>' is no key and no wait (did you mean '<wait5>'?)"],
  ['<wait5sec>', 1, "'<wait5sec>' is no key and no wait (did you mean '<wait5s>'?)"],
  ['<wait05>', 1, "'<wait05>' is no key and no wait (did you mean '<wait5s>'?)"],
  ['<5s>', 1, "'<5s>' is no key and no wait (did you mean '<wait5s>'?)"],
  ['< enter>', 1, "'< enter>' is no key and no wait (did you mean '<enter>'?)"],
  ['</enter>', 1, "'</enter>' is no key and no wait (did you mean '<enter>'?)"],
  ['a <enter<wait>', 3, "'<enter' has no '>' (did you mean '<enter>'?)"],
  ['a <enter', 3, "'<enter' has no '>' (did you mean '<enter>'?)"],
  ['<<enter>', 1, "'<' directly before a key or a wait"],
  ['a enter><wait>', 8, "'enter>' has no '<'"],
  ['<esc>wait5>', 11, "'wait5>' has no '<'"],
  ['<wait0>', 1, 'a wait must be longer than nothing'],
  ['<wait-5s>', 1, 'a wait must be longer than nothing'],
  ['<wait1m-5s>', 1, 'a sign within a duration'],
  ['<wait9999999h>', 1, 'a wait of centuries'],
  ['a\n', 2, 'the control character U+000A cannot be typed'],
  ['\t', 1, 'the control character U+0009 cannot be typed'],
  ['<leftCtrlOn>c', 1, "'<leftCtrlOn>' is never let go"],
  ['c<leftCtrlOff>', 2, "'<leftCtrlOff>' lets go what is not held"],
  ['<aOn><aOn><aOff>', 6, "'a' is held already (line 2, column 1)"],
  ['<enterOn><return><enterOff>', 10, "'return' is held already (line 2, column 1)"],
] as const) {
  test(`'${text}' is an error: ${message}`, () => {
    const error = errorOf(() => parseBootCommand(['ok ', text]));
    expect(error.shortMessage).toBe(`boot command, line 2, column ${column}: ${message}`);
    expect(error.details).toEqual({ line: 2, column });
  });
}

test('the message shows the place, and says how to type a bracket', () => {
  const error = errorOf(() => parseBootCommand(['linux quiet <entr><wait>']));
  expect(error.message.split('\n')).toEqual([
    "boot command, line 1, column 13: '<entr>' is no key and no wait (did you mean '<enter>'?)",
    '  linux quiet <entr><wait>',
    '              ^',
    "To type '<' itself, put a blank behind it or write <<On><<Off>, which Packer understands too.",
  ]);
});

test('anything but strings is an error', () => {
  for (const wrong of [undefined, 5, ['a', 5]])
    expect(errorOf(() => parseBootCommand(wrong as never)).shortMessage).toMatch(
      /^boot command: expected string/,
    );
});

test('whatever is written, it parses or says where it does not', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom(
      '<',
      '>',
      '{{',
      '}}',
      '<wait',
      '<enter>',
      'On>',
      'Off>',
      '<leftShift',
      '5s',
      ' ',
      '.Name',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.array(piece).map((pieces) => pieces.join('')),
        { maxLength: 3 },
      ),
      (lines) => {
        try {
          parseBootCommand(lines);
        } catch (error) {
          expect(isGuestwrightError(error, 'invalid-argument'), String(error)).toBe(true);
          const { line, column } = (error as { details: { line: number; column: number } }).details;
          expect([...(lines[line - 1] ?? '')].length).toBeGreaterThanOrEqual(column);
        }
      },
    ),
  );
});
