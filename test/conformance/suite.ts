/** One suite for every driver: the same cases on the bundled guest, those that its capabilities allow. */
import { CAPABILITIES, type Capability, expect, loadDriver, type PhysicalKey, test } from 'guestwright';
import { captureCases } from './cases/capture.ts';
import { definitionCases } from './cases/definition.ts';
import { diskCases } from './cases/disks.ts';
import { errorCases } from './cases/errors.ts';
import { keyCases } from './cases/keys.ts';
import { mediaCases } from './cases/media.ts';
import { pointerCases } from './cases/pointer.ts';
import { powerCases } from './cases/power.ts';
import { scriptCases } from './cases/scripts.ts';
import { serialCases } from './cases/serial.ts';
import { snapshotCases } from './cases/snapshots.ts';
import { REQUIRED } from './required.ts';

/** What the cases know of the driver under test. */
export interface Subject {
  readonly driver: string;
  has(capability: Capability): boolean;
  /** Keys that the driver cannot send. */
  readonly missingKeys: readonly PhysicalKey[];
}

/**
 * Registers the suite. Cases for capabilities that the driver lacks are not registered: the table lists them. `also`:
 * what it has beside a certain peer, such as the LEDs that not every VNC server tells of; `withoutKeys`: what that peer's
 * keyboard lacks.
 */
export async function registerConformance(
  driver: string,
  {
    also = [],
    withoutKeys = [],
  }: { readonly also?: readonly Capability[]; readonly withoutKeys?: readonly PhysicalKey[] } = {},
): Promise<void> {
  const { capabilities, missingKeys = [] } = await loadDriver(driver);
  const subject: Subject = {
    driver,
    missingKeys: [...missingKeys, ...withoutKeys],
    has: (capability) => capabilities.has(capability) || also.includes(capability),
  };

  test(`${driver} declares every capability that it must`, async () => {
    const names = Object.keys(CAPABILITIES) as Capability[];
    const table = names.map(
      (name) => `${capabilities.has(name) ? 'yes' : 'no '} ${name}: ${CAPABILITIES[name]}`,
    );
    console.log(`Capabilities of ${driver}:\n${table.join('\n')}`);
    expect((REQUIRED[driver] ?? []).filter((name) => !capabilities.has(name))).toEqual([]);
    expect([...capabilities].filter((name) => !names.includes(name))).toEqual([]);
  });

  for (const cases of [
    powerCases,
    captureCases,
    keyCases,
    pointerCases,
    mediaCases,
    diskCases,
    definitionCases,
    snapshotCases,
    serialCases,
    scriptCases,
    errorCases,
  ]) {
    cases(subject);
  }
}
