import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { parseVerbArguments } from '../../../src/cli/arguments.ts';
import {
  connectHost,
  connectOptions,
  DRIVER_OPTIONS,
  MACHINE_OPTIONS,
  readMachine,
} from '../../../src/cli/machine-options.ts';
import type { Verb } from '../../../src/cli/verb.ts';
import type { MachineDefinition } from '../../../src/driver/definition.ts';
import { recordingContext } from './support/cli-context.ts';

const verb: Verb = {
  summary: '',
  usage: [''],
  positionals: [0, 0],
  options: { ...DRIVER_OPTIONS, ...MACHINE_OPTIONS },
  run: async () => 0,
};

async function read(argv: readonly string[], base?: MachineDefinition): Promise<MachineDefinition> {
  return await readMachine(parseVerbArguments('run', verb, argv), '/project', base);
}

test('options describe a machine; paths are taken from the working directory', async () => {
  const argv = [
    '--memory',
    '64MiB',
    '--cpus',
    '2',
    '--firmware',
    'uefi',
    '--floppy',
    'a.img',
    '--display',
    '800x600',
  ];
  expect(
    await read([
      ...argv,
      '--disk',
      '4 MiB',
      '--disk',
      'base.qcow2',
      '--optical',
      '/b.iso',
      '--network',
      'user',
    ]),
  ).toEqual({
    memory: 64 * 2 ** 20,
    cpus: 2,
    firmware: 'uefi',
    floppy: '/project/a.img',
    optical: '/b.iso',
    network: 'user',
    display: { width: 800, height: 600 },
    disks: [{ size: 4 * 2 ** 20 }, { image: '/project/base.qcow2' }],
  });
});

test("options refine the script's own machine", async () => {
  const base = { memory: '32 MiB', floppy: 'a.img' } as const;
  expect(await read(['--memory', '1048576'], base)).toEqual({ memory: 1048576, floppy: '/project/a.img' });
});

test('a machine can be read from a JSON file', async () => {
  const file = test.info().outputPath('machine.json');
  await writeFile(file, '{ "memory": "32 MiB", "disks": [{ "size": "4 MiB" }] }');
  expect(await read(['--machine', file, '--cpus', '2'])).toEqual({
    memory: '32 MiB',
    disks: [{ size: '4 MiB' }],
    cpus: 2,
  });
});

for (const [argv, message] of [
  [['--memory', 'lots'], /^--memory: expected bytes or a size/],
  [['--cpus', '0'], /^--cpus: expected a whole number from 1, got '0'/],
  [['--firmware', 'coreboot'], /^--firmware: expected bios or uefi, got 'coreboot'/],
  [['--display', '800'], /^--display: expected WIDTHxHEIGHT such as 1024x768, got '800'/],
  [['--network', 'lan'], /^--network: expected none or user, got 'lan'/],
  [
    ['--machine', 'nowhere.json'],
    /^--machine: expected a JSON file with a machine definition, got '\/project\/nowhere.json'/,
  ],
] as const) {
  test(`${argv[0]} ${argv[1]} is refused with the option's name`, async () => {
    await expect(read(argv)).rejects.toThrow(message);
  });
}

test('an unknown driver and a connect option without a value are refused', async () => {
  const context = recordingContext();
  const connect = (...argv: string[]) => connectHost(parseVerbArguments('run', verb, argv), context);
  await expect(connect('--driver', 'bochs')).rejects.toThrow(
    /^--driver: expected one of embedded, .*qemu.*, got 'bochs'/,
  );
  await expect(connect('--connect', 'qmp')).rejects.toThrow("--connect: expected KEY=VALUE, got 'qmp'");
});

test('a dotted key of --connect is an option inside another', () => {
  const argv = ['--connect', 'address=a:1', '--connect', 'tls.ca=ca.pem', '--connect', 'tls.serverName=b=c'];
  expect(connectOptions(parseVerbArguments('run', verb, argv))).toEqual({
    address: 'a:1',
    tls: { ca: 'ca.pem', serverName: 'b=c' },
  });
});
