/** Listening for what becomes of the machines: again after the line broke, and not over and over. */
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { MachineWatch } from '../../../../src/driver/virtualbox/machine-watch.ts';
import type { MachinePower } from '../../../../src/driver/virtualbox/power.ts';
import { WebSession } from '../../../../src/driver/virtualbox/web-session.ts';
import {
  type Answer,
  type FakeService,
  HANG_UP,
  NEVER,
  startFakeService,
  UNKNOWN_OBJECT,
} from '../../../support/virtualbox/fake-service.ts';

interface Watched {
  readonly service: FakeService;
  readonly web: WebSession;
  /** What the machine was told. */
  readonly told: readonly string[];
}

test.setTimeout(10_000);

/** A machine is watched on a service whose waiting for events gives `events`, the first time with count 1. */
async function watched(
  events: (count: number) => Answer,
  use: (watched: Watched) => Promise<void>,
  source: (count: number) => Answer = () => 'source',
): Promise<void> {
  await using service = await startFakeService({
    IWebsessionManager_logon: (count) => `root-${count}`,
    IVirtualBox_getEventSource: source,
    IVirtualBox_getVersion: () => '7.2',
    IEventSource_createListener: () => 'listener',
    IEventSource_getEvent: events,
  });
  await using web = await WebSession.logon({ url: service.url, user: '', password: '' });
  await using watch = new MachineWatch(web);
  const told: string[] = [];
  const machine: Partial<MachinePower> = {
    id: 'an id',
    vboxState: async () => 'Running',
    stateChanged: async (state) => void told.push(state),
    rejoin: async () => void told.push('joined again'),
    lost: (error) => void told.push(isGuestwrightError(error) ? `lost: ${error.code}` : String(error)),
  };
  watch.add(machine as MachinePower);
  await watch.start();
  await use({ service, web, told });
}

/** Calls of ours as a clock: whoever tries over and over has tried often by then. */
async function meanwhile({ service, web }: Watched): Promise<number> {
  for (let i = 0; i < 50; i++) await web.call('IVirtualBox_getVersion', { _this: web.root }).catch(() => {});
  return service.calls.filter((name) => name === 'IEventSource_getEvent').length;
}

const after =
  (...first: readonly Answer[]) =>
  (count: number): Answer =>
    count > first.length ? NEVER : first[count - 1];

test('a line that breaks once costs nothing: it is listened to again, and the state is asked for', async () => {
  await watched(after('', HANG_UP), async (all) => {
    await expect.poll(() => all.told).toEqual(['Running']);
    expect(await meanwhile(all)).toBe(3);
  });
});

test('after a session that expired the machine is joined again', async () => {
  const forgotten = (count: number) => (count === 2 ? UNKNOWN_OBJECT : 'source');
  const use = async (all: Watched) => {
    await expect.poll(() => all.told).toEqual(['joined again']);
    expect(await meanwhile(all)).toBe(3);
    expect(all.service.calls.filter((name) => name === 'IWebsessionManager_logon')).toHaveLength(2);
  };
  await watched(after('', UNKNOWN_OBJECT), use, forgotten);
});

for (const [name, answer, code] of [
  ['hangs up', HANG_UP, 'connection-lost'],
  ['forgets its objects', UNKNOWN_OBJECT, 'connection-lost'],
] as const) {
  test(`a server that ${name} at once, always, is given up instead of being asked for ever`, async () => {
    await watched(
      () => answer,
      async (all) => {
        await expect.poll(() => all.told).toEqual([`lost: ${code}`]);
        expect(await meanwhile(all)).toBe(1);
      },
    );
  });
}

test('a server that works for a moment after each failure is asked again after each, and no more often', async () => {
  await watched(
    (count) => (count > 6 ? NEVER : count % 2 === 0 ? HANG_UP : ''),
    async (all) => {
      await expect.poll(() => all.told).toEqual(['Running', 'Running', 'Running']);
      expect(await meanwhile(all)).toBe(7);
    },
  );
});

test('a server that is gone is told once, and nobody goes on asking', async () => {
  await watched(after('', NEVER), async (all) => {
    const asked = () => all.service.calls.filter((name) => name === 'IEventSource_getEvent').length;
    await expect.poll(asked).toBe(2);
    await all.service[Symbol.asyncDispose]();
    await expect.poll(() => all.told).toEqual(['lost: connection-lost']);
    expect(await meanwhile(all)).toBe(2);
  });
});

test('who leaves does not wait for a server that does not answer', async () => {
  let left = false;
  await watched(after(NEVER), async (all) => {
    await expect.poll(() => all.service.calls).toContain('IEventSource_getEvent');
    left = true;
  });
  expect(left).toBe(true); // within the test's time, a call's is 30 s
});
