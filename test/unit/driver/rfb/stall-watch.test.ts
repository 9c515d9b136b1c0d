/** When a silent server is asked again, connected to again, and given up. */
import { expect, test } from '@playwright/test';
import { StallWatch } from '../../../../src/driver/rfb/stall-watch.ts';

/** A watch of 100 ms quiet, 200 ms full, one reconnection; and what it did. */
function watch(): {
  look: (now: number, since?: number, received?: number) => string[];
  answered: () => void;
} {
  const did: string[] = [];
  const stall = new StallWatch(
    { quiet: 100, full: 200, reconnects: 1 },
    {
      askFull: () => did.push('asks'),
      reconnect: () => did.push('reconnects'),
      fail: (reason) => did.push(`fails: ${reason}`),
      log: () => {},
    },
  );
  return {
    look: (now, waitingSince, receivedAt = 0) => {
      stall.check({ waitingSince, receivedAt, now });
      return did.splice(0);
    },
    answered: () => stall.answered(),
  };
}

test('a still screen, of which nothing is asked, is no stall', () => {
  const { look } = watch();
  expect(look(1_000_000)).toEqual([]);
});

test('the order is: ask for all, connect again, the same once more, give up', () => {
  const { look } = watch();
  expect(look(99, 0)).toEqual([]);
  expect(look(100, 0)).toEqual(['asks']);
  expect(look(299, 0)).toEqual([]);
  expect(look(300, 0)).toEqual(['reconnects']);
  expect(look(399, 300)).toEqual([]);
  expect(look(400, 300)).toEqual(['asks']);
  expect(look(600, 300)).toEqual([
    'fails: sent nothing, neither an update within 300 ms nor over 1 new connections',
  ]);
});

test('bytes that come put the new connection off', () => {
  const { look } = watch();
  expect(look(100, 0)).toEqual(['asks']);
  expect(look(300, 0, 250)).toEqual([]);
  expect(look(450, 0, 250)).toEqual(['reconnects']);
});

test('an answer starts all over', () => {
  const { look, answered } = watch();
  look(100, 0);
  look(300, 0);
  answered();
  expect(look(600, 500)).toEqual(['asks']);
  expect(look(800, 500)).toEqual(['reconnects']);
});
