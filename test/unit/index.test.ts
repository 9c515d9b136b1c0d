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
import * as registry from '../../src/matchers/registry.ts';
import * as readers from '../../src/matchers/text-readers.ts';
import { givenGuest } from './support/given-guest.ts';

/** What can be of one's own; given only to be compiled. */
export interface Parts {
  readonly driver: Driver;
  readonly missing: MissingRequirement;
  readonly serial: SerialPort;
  readonly agent: GuestAgent;
  readonly media: MachineMedia;
  readonly snapshots: MachineSnapshots;
  readonly screens: ScreenSource;
  readonly texts: TextSource;
  readonly engine: MatchEngine;
  readonly reader: TextReader;
}

test('a capture becomes a PNG', async () => {
  await using given = await givenGuest();
  const png = await encodePng(await given.guest.capture());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 48]);
});

test("engines and text readers of one's own are registered where the matchers look", () => {
  // Not called here: other tests of this process list what is registered.
  expect(registerEngine).toBe(registry.registerEngine);
  expect(registerTextReader).toBe(readers.registerTextReader);
});

test('a driver makes frames and tells what it lacks', () => {
  const frame = createFrame(new Uint8Array(16), { width: 2, height: 2, sequence: 0, time: 0 });
  expect(frame.damage).toBe('all');
  expect(unsupported('mine', 'leds').message).toContain(CAPABILITIES.leds);
});
