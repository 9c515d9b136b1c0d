/** Forwarded ports out of QEMU's table. */
import { expect, test } from '@playwright/test';
import { parseForwards } from '../../../../src/driver/qemu/forwards.ts';

test('the host port of each forwarded guest port is read, other connections are not', () => {
  const table = [
    'Hub -1 (net0):',
    '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
    '  TCP[ESTABLISHED]   20       10.0.2.15 40000         1.2.3.4    80     0     0',
    '  TCP[HOST_FORWARD]  13       127.0.0.1 41427       10.0.2.15    22     0     0',
    '  TCP[HOST_FORWARD]  12       127.0.0.1  8080       10.0.2.15    80     0     0',
  ].join('\r\n');
  expect([...parseForwards(table)]).toEqual([
    [22, 41427],
    [80, 8080],
  ]);
});
