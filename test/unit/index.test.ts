/** What a user who extends Guestwright finds in its entry; that the types are there is checked by the compiler. */
import { expect, test } from '@playwright/test';
import {
  CAPABILITIES,
  createFrame,
  type Driver,
  encodePng,
  type GuestAgent,
  type MachineMedia,
  type MachineSnapshots,
  type MatchEngine,
  type MissingRequirement,
  registerEngine,
  registerTextReader,
  type ScreenSource,
  type SerialPort,
  type TextReader,
  type TextSource,
  unsupported,
} from '../../src/index.ts';
import { engineNames } from '../../src/matchers/registry.ts';
import { textReaderNames } from '../../src/matchers/text-readers.ts';
import { givenGuest } from './support/given-guest.ts';

/** What a driver of one's own is made of; given only to be compiled. */
export interface Parts {
  readonly driver: Driver;
  readonly missing: MissingRequirement;
  readonly serial: SerialPort;
  readonly agent: GuestAgent;
  readonly media: MachineMedia;
  readonly snapshots: MachineSnapshots;
  readonly screens: ScreenSource;
  readonly texts: TextSource;
}

test('a capture becomes a PNG', async () => {
  await using given = await givenGuest();
  const png = await encodePng(await given.guest.capture());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 48]);
});

test("an engine of one's own is asked before those that come with Guestwright", () => {
  const engine: MatchEngine = {
    name: 'choosy',
    accepts: () => false,
    compile: () => {
      throw unsupported('choosy', 'exact');
    },
    search: () => [],
  };
  registerEngine(engine);
  expect(engineNames().indexOf('choosy')).toBe(0);
  expect(engineNames()).toEqual(expect.arrayContaining(['exact', 'fuzzy']));
});

test("a text reader of one's own is asked after those that come with Guestwright", () => {
  const reader: TextReader = { name: 'blind', read: () => ({ lines: [], unknown: 0 }) };
  registerTextReader(reader);
  expect([textReaderNames()[0], textReaderNames().at(-1)]).toEqual(['glyphs', 'blind']);
});

test('a driver makes frames and tells what it lacks', () => {
  const frame = createFrame(new Uint8Array(16), { width: 2, height: 2, sequence: 0, time: 0 });
  expect(frame.damage).toBe('all');
  expect(unsupported('mine', 'leds').message).toContain(CAPABILITIES.leds);
});
