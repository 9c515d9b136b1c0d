import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { Power, type PowerHooks } from '../../../../src/driver/vnc/power-hooks.ts';

async function failure(work: Promise<unknown>): Promise<string> {
  return await work.then(
    (value) => `gave ${value}`,
    (error: unknown) => (isGuestwrightError(error) ? `${error.code}: ${error.message}` : String(error)),
  );
}

const power = (hooks: PowerHooks) => new Power('pump', hooks);

test('functions are called with a deadline, and awaited', async () => {
  const calls: string[] = [];
  const hook = (name: string) => async (call: { signal: AbortSignal; timeout: number }) => {
    await new Promise((resolve) => setImmediate(resolve));
    calls.push(`${name} ${call.signal.aborted} ${call.timeout <= 1000}`);
  };
  const switches = power({ on: hook('on'), off: hook('off'), reset: hook('reset') });
  for (const to of ['on', 'off', 'reset'] as const) await switches.switch(to, { timeout: 1000 });
  expect(calls).toEqual(['on false true', 'off false true', 'reset false true']);
});

test('the state is the word that a function gives or a command prints', async () => {
  expect(await power({ state: () => 'on' }).state()).toBe('on');
  expect(await power({ state: ['echo', 'Chassis Power is off'] }).state()).toBe('off');
  expect(await power({ state: 'echo "$((1 + 1)) fans, Power: ON"' }).state()).toBe('on');
  expect(await power({ state: ['echo', 'no idea'] }).state()).toBeUndefined();
  expect(await power({}).state()).toBeUndefined();
});

test('a command that fails says how and what it wrote, but not what it was', async () => {
  const failed = await failure(power({ off: 'echo no such plug >&2; exit 3 # token' }).switch('off'));
  expect(failed).toContain("command-failed: power hook 'off' of 'pump' failed: exit code 3\nno such plug");
  expect(failed).not.toContain('token');
  expect(await failure(power({ on: ['/nonexistent/plug', 'on'] }).switch('on'))).toContain(
    'command-failed: ',
  );
});

test('a hook that hangs ends at its deadline', async () => {
  const late = "timeout: power hook 'on' of 'pump' did not finish within 50 ms";
  expect(await failure(power({ on: ['sleep', '60'] }).switch('on', { timeout: 50 }))).toContain(late);
  expect(await failure(power({ on: () => new Promise(() => {}) }).switch('on', { timeout: 50 }))).toContain(
    late,
  );
});

test('a missing hook is named', async () => {
  expect(await failure(power({ on: 'true' }).switch('off'))).toContain(
    "unsupported: machine 'pump': its power is not ours, there is no power hook 'off'",
  );
});
