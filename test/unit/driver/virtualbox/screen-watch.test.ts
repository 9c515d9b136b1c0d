/** Listening for a display's resolution: only a display's own, again after a break, never over and over. */
import { expect, test } from '@playwright/test';
import type { MachineConsole } from '../../../../src/driver/virtualbox/console.ts';
import { VboxObject } from '../../../../src/driver/virtualbox/objects.ts';
import { ScreenWatch } from '../../../../src/driver/virtualbox/screen-watch.ts';
import { Watches } from '../../../../src/driver/virtualbox/watches.ts';
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
  /** Of another display of the same server. */
  another(screenId?: number): ScreenWatch;
  readonly watch: ScreenWatch;
  /** Of the machine. */
  readonly watches: Watches;
  readonly sizes: readonly string[];
  /** The machine starts anew. */
  restart(): void;
}

test.setTimeout(10_000);

interface Answers {
  readonly events: (count: number) => Answer;
  readonly types?: (count: number) => Answer;
  readonly screens?: (count: number) => Answer;
  readonly listeners?: () => Answer;
}

/** Display 0 of a machine on a service that tells of `events`, each of 800 by 600 pixels. */
async function watched(
  { events, types = () => 'Enabled', screens = () => '0', listeners = () => 'listener' }: Answers,
  use: (watched: Watched) => Promise<void>,
): Promise<void> {
  await using service = await startFakeService({
    IWebsessionManager_logon: () => 'root',
    IVirtualBox_getVersion: () => '7.2',
    IConsole_getEventSource: () => 'source',
    IEventSource_createListener: listeners,
    IEventSource_getEvent: events,
    IEvent_getType: () => 'OnGuestMonitorChanged',
    IGuestMonitorChangedEvent_getScreenId: screens,
    IGuestMonitorChangedEvent_getChangeType: types,
    IGuestMonitorChangedEvent_getWidth: () => '800',
    IGuestMonitorChangedEvent_getHeight: () => '600',
  });
  await using web = await WebSession.logon({ url: service.url, user: '', password: '' });
  const starts = () => ({ console: new VboxObject(web, 'IConsole', 'console') }) as MachineConsole;
  let console = starts();
  const watches = new Watches();
  const machine = { web, powered: true, watches, running: () => console };
  const sizes: string[] = [];
  const another = (screenId = 0) =>
    new ScreenWatch(machine, screenId, ({ width, height }) => sizes.push(`${width}x${height}`));
  await using watch = another();
  const restart = () => {
    console = starts();
  };
  await use({ service, web, another, watch, watches, sizes, restart });
}

const count = ({ service }: Watched, name: string) => service.calls.filter((call) => call === name).length;
const asked = (all: Watched) => count(all, 'IEventSource_getEvent');
const begun = (all: Watched) => count(all, 'IEventSource_createListener');

/** Pictures as a clock: whoever tries over and over has tried often by then. */
async function pictures(all: Watched): Promise<void> {
  for (let i = 0; i < 50; i++) {
    all.watch.begin();
    await all.web.call('IVirtualBox_getVersion', { _this: all.web.root }).catch(() => {});
  }
}

const after =
  (...first: readonly Answer[]) =>
  (count: number): Answer =>
    count > first.length ? NEVER : first[count - 1];

test('a new resolution is told once for its display, and for no other', async () => {
  const answers: Answers = {
    events: after('event 1', 'event 2', 'event 3', ''),
    screens: (count) => (count === 1 ? '1' : '0'),
    types: (count) => (count === 1 ? 'Disabled' : 'Enabled'),
  };
  await watched(answers, async (all) => {
    expect(all.service.calls).not.toContain('IConsole_getEventSource');
    await pictures(all);
    await expect.poll(() => asked(all)).toBe(5);
    expect(all.sizes).toEqual(['800x600']);
    expect(begun(all)).toBe(1);
    expect(count(all, 'IEventSource_eventProcessed')).toBe(3);
    await all.watch[Symbol.asyncDispose]();
    expect(count(all, 'IEventSource_unregisterListener')).toBe(1);
    expect(all.web.references.size.held).toBe(0);
    await pictures(all);
    expect(begun(all)).toBe(1);
  });
});

test('after a break of the line the next picture begins again', async () => {
  await watched({ events: after('', HANG_UP) }, async (all) => {
    await expect
      .poll(() => {
        all.watch.begin();
        return begun(all);
      })
      .toBe(2);
    await pictures(all);
    expect(begun(all)).toBe(2);
    await all.watch[Symbol.asyncDispose]();
    expect(all.web.references.size.held).toBe(0);
  });
});

const REFUSALS: readonly (readonly [string, Answers])[] = [
  ['forgets its objects', { events: () => UNKNOWN_OBJECT }],
  ['hangs up', { events: () => HANG_UP }],
  ['takes no listeners', { events: () => NEVER, listeners: () => UNKNOWN_OBJECT }],
];
for (const [name, answers] of REFUSALS) {
  test(`a server that ${name} at once is asked once for each start of the machine`, async () => {
    await watched(answers, async (all) => {
      await pictures(all);
      expect(begun(all)).toBe(1);
      expect(all.web.references.size.held).toBe(0);
      all.restart();
      await pictures(all);
      expect(begun(all)).toBe(2);
      expect(all.sizes).toEqual([]);
    });
  });
}

test('a server that is gone is asked no more', async () => {
  await watched({ events: after('', NEVER) }, async (all) => {
    all.watch.begin();
    await expect.poll(() => asked(all)).toBe(2);
    await all.service[Symbol.asyncDispose]();
    await expect.poll(() => all.web.watches.size).toBe(0);
    await pictures(all);
    expect(asked(all)).toBe(2);
    expect(all.web.watches.size).toBe(0);
  });
});

test('who leaves does not wait for a server that does not answer', async () => {
  await watched({ events: () => NEVER, listeners: () => NEVER }, async (all) => {
    all.watch.begin();
    await expect.poll(() => begun(all)).toBe(1);
    await all.watch[Symbol.asyncDispose](); // within the test's time, a call's is 30 s
    expect(all.web.watches.size).toBe(0);
  });
});

test('nobody listens while the machine is being ended, and the next picture begins again', async () => {
  await watched({ events: () => NEVER }, async (all) => {
    all.watch.begin();
    await expect.poll(() => asked(all)).toBe(1);
    await all.watches.without(async () => {
      expect(count(all, 'IEventSource_unregisterListener')).toBe(1);
      await pictures(all);
      expect(begun(all)).toBe(1);
    });
    await pictures(all);
    expect(begun(all)).toBe(2);
  });
});

test('three displays at a time wait for events, and the next one when one of them has left', async () => {
  await watched({ events: () => NEVER }, async (all) => {
    const others = [all.another(1), all.another(2), all.another(3)] as const;
    for (const watch of [all.watch, ...others]) watch.begin();
    expect(all.web.watches.size).toBe(3);
    await all.watch[Symbol.asyncDispose]();
    others[2].begin();
    await expect.poll(() => begun(all)).toBe(4);
    for (const watch of others) await watch[Symbol.asyncDispose]();
    expect(all.web.watches.size).toBe(0);
  });
});
