/** A Linux guest booted by its kernel serves a page on a forwarded port, until its cable is cut. */
import { expect, isGuestwrightError, loadDriver, test } from 'guestwright';
import { PAGE, READY, webServerGuest } from './support/web-server-guest.ts';

/** Under TCG on a busy machine. */
const BOOT_TIMEOUT = 120_000;
/** A cut cable answers nothing, for ever. */
const FETCH_TIMEOUT = 2000;

test('a forwarded port answers while the cable is plugged', async () => {
  test.setTimeout(BOOT_TIMEOUT * 2);
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define(webServerGuest(test.info().outputDir));
  await machine.start();
  await expect.poll(() => machine.serial().output, { timeout: BOOT_TIMEOUT }).toContain(READY);

  const { host: address, port } = machine.forwarded(80);
  const page = async () => {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT);
    return await (await fetch(`http://${address}:${port}/`, { signal })).text();
  };
  expect(address).toBe('127.0.0.1');
  expect(await page()).toBe(PAGE);
  await machine.setNetworkLink(false);
  await expect(page()).rejects.toThrow();
  await machine.setNetworkLink(true);
  await expect.poll(() => page().catch(() => '')).toBe(PAGE);
});

test('a port that is not forwarded, and a machine without a network, say so', async () => {
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define({});
  await machine.start();
  const cut = await machine.setNetworkLink(false).catch((error: unknown) => error);
  expect(isGuestwrightError(cut, 'invalid-argument'), String(cut)).toBe(true);
  expect(() => machine.forwarded(22)).toThrow('port 22 of the guest is not forwarded');
});
