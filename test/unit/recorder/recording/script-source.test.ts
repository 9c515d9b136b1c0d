import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { MachineDefinition } from '../../../../src/driver/definition.ts';
import { layoutNames } from '../../../../src/input/layouts.ts';
import type { RecordedAction, RecordingData } from '../../../../src/recorder/recording/model.ts';
import { scriptSource } from '../../../../src/recorder/recording/script-source.ts';

const BIOME = 'node_modules/.bin/biome';

test('a recording is a script with its machine, screens and steps', () => {
  const data = recordingOf([
    [
      { kind: 'press', chord: 'ArrowDown', count: 3 },
      { kind: 'type', text: "it's" },
      { kind: 'secret', name: 'PASSWORD' },
      { kind: 'click', point: 'next', button: 'left', count: 1 },
      { kind: 'click', point: 'next', button: 'left', count: 2 },
    ],
    [],
  ]);
  const definition: MachineDefinition = {
    floppy: '/work/images/os.img',
    disks: [{ size: '8 MiB' }],
    cpus: 2,
  };
  expect(scriptSource(data, { folder: '/work/scripts', definition })).toBe(
    `/** Recorded by \`guestwright record\` on the driver 'embedded'. */
import { join } from 'node:path';
import { type MachineDefinition, script, secret, when } from 'guestwright/script';

export const machine: MachineDefinition = {
  floppy: join(import.meta.dirname, '../images/os.img'),
  disks: [{ size: '8 MiB' }],
  cpus: 2,
};

export const screens = join(import.meta.dirname, 'screens');

export const install = script('demo', [
  when('screen-0', { timeout: '30s' })
    .press('ArrowDown', 3)
    .type("it's")
    .type(secret('PASSWORD'))
    .click('next')
    .dblclick('next'),
  when('screen-1', { timeout: '30s' }),
]);
`,
  );
});

test('a layout other than the default is named wherever something is typed', () => {
  const data = { ...recordingOf([[{ kind: 'type', text: 'Grüße' }]]), layout: 'de' as const };
  const source = scriptSource(data, { folder: '/work', definition: undefined });
  expect(source).toContain("when('screen-0', { timeout: '30s' }).type('Grüße', { layout: 'de' })");
  expect(source).not.toContain('machine');
});

test('every script is written as the formatter would write it', () => {
  test.slow();
  fc.assert(
    fc.property(recordings(), (data) => {
      const definition: MachineDefinition = {
        optical: '/work/a/rather/long/path/of/an/image/that/somebody/downloaded/somewhere.iso',
        disks: [{ size: '8 MiB' }, { image: '/work/other disks/système.qcow2', write: 'in-place' }],
        kernel: {
          image: '/work/vmlinuz',
          commandLine: 'quiet console=ttyS0 "quoted" root=/dev/sda1 and more words',
        },
        clock: { start: '2026-01-01T00:00:00Z', follows: 'guest' },
      };
      const source = scriptSource(data, { folder: '/work/scripts', definition });
      const formatted = spawnSync(
        BIOME,
        ['check', '--write', '--stdin-file-path=examples/recorded.install.ts'],
        {
          input: source,
          encoding: 'utf8',
        },
      );
      expect(formatted.stdout).toBe(source);
    }),
    { numRuns: 12, endOnFailure: true }, // each starts the formatter
  );
});

function recordingOf(steps: readonly (readonly RecordedAction[])[]): RecordingData {
  const display = { width: 640, height: 480 };
  return {
    version: 1,
    name: 'demo',
    driver: 'embedded',
    layout: 'us',
    emitted: [],
    screens: steps.map((_, index) => ({
      id: `s${index}`,
      name: `screen-${index}`,
      named: false,
      frame: 'f',
      display,
      areas: [],
      exclude: [],
      points: { next: { x: 1, y: 2 } },
      regions: {},
      accepted: false,
      restless: [],
    })),
    steps: steps.map((actions, index) => ({
      id: `t${index}`,
      screen: `s${index}`,
      waited: 100,
      passed: [],
      actions: actions.map((action, number) => ({ ...action, id: `a${number}`, frame: 'f' })),
    })),
  };
}

function recordings(): fc.Arbitrary<RecordingData> {
  const slug = fc.string({ unit: fc.constantFrom(...'abc-z9'), minLength: 1, maxLength: 32 });
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'abc é\'"日'), maxLength: 120 }),
    fc.constantFrom('\'"', '\\n', '\t`'),
  );
  const place = fc.record({ x: fc.nat(4000), y: fc.nat(4000) });
  const button = fc.constantFrom('left' as const, 'middle' as const, 'right' as const);
  const action: fc.Arbitrary<RecordedAction> = fc.oneof(
    fc.record({
      kind: fc.constant('press' as const),
      chord: fc.constantFrom('Enter', 'Control+Alt+Delete', 'ArrowDown'),
      count: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({ kind: fc.constant('type' as const), text: word }),
    fc.record({ kind: fc.constant('secret' as const), name: fc.constantFrom('ROOT_PASSWORD', 'A') }),
    fc.record({
      kind: fc.constant('click' as const),
      point: slug,
      button,
      count: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constant('drag' as const), from: place, to: place, button }),
    fc.record({
      kind: fc.constant('wheel' as const),
      point: fc.constant('next'),
      dx: fc.integer({ min: -9, max: 9 }),
      dy: fc.integer({ min: -9, max: 9 }),
    }),
    fc.constant({ kind: 'eject' as const, drive: 'optical' as const }),
    fc.constant({ kind: 'reset' as const }),
  );
  const steps = fc.array(fc.array(action, { maxLength: 6 }), { maxLength: 12 });
  const names = fc.uniqueArray(slug, { minLength: 12, maxLength: 12 });
  return fc.tuple(steps, names, fc.constantFrom(...layoutNames())).map(([all, screens, layout]) => {
    const data = recordingOf(all);
    return {
      ...data,
      layout,
      screens: data.screens.map((screen, index) => ({ ...screen, name: screens[index] as string })),
    };
  });
}
