/** JSON lines out of chunks of any size. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { JsonLines } from '../../../../src/driver/qmp/json-lines.ts';

test('messages arrive whole wherever the stream is cut', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.string())), cuts, (messages, sizes) => {
      const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));
      const lines = new JsonLines();
      const received: unknown[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] as number;
        received.push(...lines.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(received).toEqual(messages);
    }),
  );
});

test('a line that is not JSON is an error', () => {
  expect(() => new JsonLines().push(Buffer.from('hello\n'))).toThrow(SyntaxError);
});
