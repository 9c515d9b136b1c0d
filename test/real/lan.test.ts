/** Two machines on a network of their own: one serves, the other asks; a cut cable is seen by both. */
import type { Guest } from 'guestwright';
import { smallLinux } from './media/small-linux.ts';
import { expect, test } from './real-test.ts';

const LAN = smallLinux('isa-serial', { network: { lan: 'lab' } });
const PAGE = 'hello over the LAN';

test.use({ testbed: LAN });

/** A shell that fails the test with what a failed command printed. */
async function login(guest: Guest): Promise<(command: string) => Promise<string>> {
  await guest.power.on();
  await expect(guest.serial).toReceive('small# ', { from: 'start' });
  const shell = guest.shell({ over: 'serial' });
  return async (command) => {
    const { exitCode, output } = await shell.run(command);
    expect(exitCode, `${command}: ${output}`).toBe(0);
    return output.trim();
  };
}

test('a client gets a page of a server, the cable is cut and plugged in again', async ({
  newGuest,
  machine,
}) => {
  const [server, client] = [await newGuest({ machine }), await newGuest({ machine })];
  const [onServer, onClient] = await Promise.all([login(server), login(client)]);
  for (const [run, address] of [
    [onServer, '10.7.0.1'],
    [onClient, '10.7.0.2'],
  ] as const) {
    await run(`ip address add ${address}/24 dev eth0 && ip link set eth0 up`);
    await run('until grep -q 1 /sys/class/net/eth0/carrier; do usleep 100000; done');
  }
  const macs = await Promise.all([onServer, onClient].map((run) => run('cat /sys/class/net/eth0/address')));
  expect(new Set(macs).size).toBe(2);

  await onServer(`mkdir -p /www && echo '${PAGE}' >/www/index.html && httpd -h /www`);
  // Not wget: a static busybox cannot look up the port of a service by its name.
  const fetchPage = "printf 'GET / HTTP/1.0\\n\\n' | nc 10.7.0.1 80 | tail -n 1";
  expect(await onClient(fetchPage)).toBe(PAGE);

  await server.network.cut();
  await onServer('until grep -q 0 /sys/class/net/eth0/carrier; do usleep 100000; done');
  await onClient('! ping -c 1 -W 1 10.7.0.1'); // its own cable is plugged in: the other end does not answer
  await server.network.restore();
  await onServer('until grep -q 1 /sys/class/net/eth0/carrier; do usleep 100000; done');
  expect(await onClient(`until ping -c 1 -W 1 10.7.0.1 >/dev/null; do :; done; ${fetchPage}`)).toBe(PAGE);
});
