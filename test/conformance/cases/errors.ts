/** Errors and disposal: clear, with a code, and nothing left behind. */
import { demoMachine, expect, isGuestwrightError } from 'guestwright';
import { bootMenu, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function errorCases(subject: Subject): void {
  if (subject.has('define')) {
    test('wrong machine options are refused by name before anything starts', async ({ host }) => {
      for (const [wrong, option] of [
        [{ memory: 'lots' }, 'memory'],
        [{ cpus: 'two' }, 'cpus'],
        [{ disks: [{ sise: '8 MiB' }] }, 'disks'],
        [{ memmory: '64 MiB' }, 'memmory'],
        [{ floppy: 'no-such-file.img' }, 'no-such-file.img'],
      ] as const) {
        const error = await host
          .define({ ...demoMachine, ...(wrong as object) })
          .catch((thrown: unknown) => thrown);
        expect(isGuestwrightError(error), `${option}: ${error}`).toBe(true);
        expect((error as Error).message).toContain(option);
      }
    });
  }

  test('a call beyond the capabilities names driver and capability', async ({ guest }) => {
    for (const [capability, call] of [
      ['shutdown', () => guest.machine.shutdown()],
      ['suspend', () => guest.machine.suspend()],
      ['agent', () => guest.machine.agent.exec('/bin/true', [])],
    ] as const) {
      if (subject.has(capability)) continue;
      const error = await call().catch((thrown: unknown) => thrown);
      expect(isGuestwrightError(error, 'unsupported'), String(error)).toBe(true);
      expect((error as Error).message).toContain(
        `driver '${subject.driver}' lacks the capability '${capability}'`,
      );
    }
  });

  test('a disposed machine is gone, disposing again is fine, and later calls say so', async ({
    newGuest,
  }) => {
    const guest = await newGuest();
    await bootMenu(guest);
    await guest.dispose();
    await guest.machine[Symbol.asyncDispose]();
    await guest.machine[Symbol.asyncDispose]();
    const error = await guest.machine.start().catch((thrown: unknown) => thrown);
    expect(isGuestwrightError(error), String(error)).toBe(true);
  });

  test('an abort rejects at once and the guest goes on', async ({ guest }) => {
    await bootMenu(guest);
    const controller = new AbortController();
    const waiting = guest.screen('desktop').waitFor({ signal: controller.signal, timeout: '5m' });
    const outcome = waiting.catch((thrown: unknown) => thrown);
    controller.abort();
    expect(isGuestwrightError(await outcome, 'aborted')).toBe(true);
    await expect(guest).toShow('boot-menu');
  });
}
