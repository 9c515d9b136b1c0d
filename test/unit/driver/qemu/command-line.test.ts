/** From a definition to QEMU's arguments. */
import { expect, test } from '@playwright/test';
import type { MachineDefinition } from '../../../../src/driver/definition.ts';
import { type CommandLineParts, commandLine } from '../../../../src/driver/qemu/command-line.ts';
import { planMachine } from '../../../../src/driver/qemu/plan.ts';
import { channelPlan } from '../../../../src/driver/qemu/process.ts';

const PARTS: CommandLineParts = {
  name: 'test',
  accel: 'tcg',
  disks: [],
  optical: undefined,
  floppy: undefined,
  firmware: undefined,
  memoryStore: undefined,
  channels: { qmp: 4, agent: undefined, serial: [5] },
  incoming: false,
};

/** The arguments in pairs, such as `-m 64`; block nodes by name. */
function argumentsOf(definition: MachineDefinition, parts: Partial<CommandLineParts> = {}): string[] {
  const args = commandLine(planMachine(definition), { ...PARTS, ...parts });
  const options: string[] = [];
  for (const arg of args) {
    if (arg.startsWith('-')) options.push(arg);
    else options[options.length - 1] += ` ${arg}`;
  }
  return options;
}

const disk = (path: string) => ({ path, format: 'qcow2', private: true });
const file = (path: string) => ({ path, format: 'raw' });
const medium = (path: string) => ({ file: file(path), node: 'medium7' });

test('nothing listens: QMP, serial ports and the agent are inherited sockets', () => {
  const args = argumentsOf({ serial: 2, agent: true }, { channels: { qmp: 4, agent: 5, serial: [6, 7] } });
  expect(args.filter((arg) => arg.startsWith('-chardev'))).toEqual([
    '-chardev socket,id=qmp,fd=4',
    '-chardev socket,id=serial0,fd=6',
    '-chardev socket,id=serial1,fd=7',
    '-chardev socket,id=agent,fd=5',
  ]);
  expect(args.join(' ')).not.toMatch(/tcp|telnet|-vnc|-spice|-monitor|-gdb|server/);
  expect(args).toContain('-display none');
  expect(args).toContain('-nic none');
});

test('the default is a PC with 64 MiB and the VMware pointer', () => {
  const args = argumentsOf({});
  expect(args).toEqual(
    expect.arrayContaining([
      '-machine pc,vmport=on',
      '-accel tcg',
      '-m 64',
      '-smp 1',
      '-rtc base=utc,clock=host',
    ]),
  );
  expect(args.join(' ')).not.toContain('usb');
});

test('UEFI means q35, a tablet, and a variable store of its own', () => {
  const firmware = { code: file('/fw/code.fd'), variables: { path: '/own/vars.qcow2', format: 'qcow2' } };
  const args = argumentsOf({ firmware: 'uefi' }, { firmware });
  expect(args).toEqual(
    expect.arrayContaining([
      '-machine q35,vmport=off',
      '-machine pflash0=code,pflash1=variables',
      '-device usb-tablet,bus=usb0.0',
    ]),
  );
  const nodes = args
    .filter((arg) => arg.startsWith('-blockdev'))
    .map((arg) => JSON.parse(arg.slice('-blockdev '.length)));
  expect(
    nodes.map((node) => [node['node-name'], node['read-only'], node.driver, node.file.filename]),
  ).toEqual([
    ['code', true, 'raw', '/fw/code.fd'],
    ['variables', false, 'qcow2', '/own/vars.qcow2'],
  ]);
});

test('disks and drives take the places and boot indices of the board', () => {
  const definition: MachineDefinition = {
    disks: [{ size: '1 MiB' }, { size: '1 MiB', interface: 'virtio' }, { size: '1 MiB' }],
    optical: null,
    floppy: 'a.img',
    bootOrder: ['floppy', 'disk'],
  };
  const parts = { disks: ['a', 'b', 'c'].map(disk), floppy: medium('a.img') };
  const devices = (machine: string) =>
    argumentsOf({ ...definition, qemu: { machine } }, parts).filter(
      (arg) => /^-device|^-global/.test(arg) && !/VGA/.test(arg),
    );
  expect(devices('pc')).toEqual([
    '-device ide-hd,bus=ide.0,unit=0,drive=disknode0,id=disk0,bootindex=1',
    '-device virtio-blk-pci,drive=disknode1,id=disk1,bootindex=2',
    '-device ide-hd,bus=ide.1,unit=0,drive=disknode2,id=disk2,bootindex=3',
    '-device ide-cd,bus=ide.0,unit=1,id=optical0',
    '-global isa-fdc.bootindexA=0',
    '-device floppy,unit=0,drive-type=144,id=floppy0,drive=medium7',
  ]);
  expect(devices('q35').filter((arg) => /ide|isa/.test(arg))).toEqual([
    '-device ide-hd,bus=ide.0,unit=0,drive=disknode0,id=disk0,bootindex=1',
    '-device ide-hd,bus=ide.1,unit=0,drive=disknode2,id=disk2,bootindex=3',
    '-device ide-cd,bus=ide.2,unit=0,id=optical0',
    '-global isa-fdc.bootindexA=0',
    '-device isa-fdc',
  ]);
});

test('SATA on a PC and SCSI anywhere bring one controller each', () => {
  const disks = (['sata', 'scsi', 'sata', 'scsi'] as const).map(
    (kind) => ({ size: '1 MiB', interface: kind }) as const,
  );
  const args = argumentsOf({ disks }, { disks: ['a', 'b', 'c', 'd'].map(disk) });
  expect(args.filter((arg) => arg.includes('ahci'))).toEqual(['-device ich9-ahci,id=sata0']);
  expect(args.filter((arg) => arg.includes('virtio-scsi'))).toEqual(['-device virtio-scsi-pci,id=scsi0']);
  expect(args.filter((arg) => arg.includes('bus=sata0.1'))).toHaveLength(1);
});

test('private files skip flushes, a disk written in place does not', () => {
  const disks = [disk('/own/a'), { ...disk('/theirs'), private: false }];
  const args = argumentsOf(
    { disks: [{ size: '1 MiB' }, { image: '/theirs', write: 'in-place' }] },
    { disks },
  );
  const nodes = args
    .filter((arg) => arg.startsWith('-blockdev'))
    .map((arg) => JSON.parse(arg.slice('-blockdev '.length)));
  expect(nodes.map((node) => node.cache['no-flush'])).toEqual([true, false]);
});

test('the display mode is pinned by the EDID of the card', () => {
  expect(argumentsOf({ display: { width: 1024, height: 768 } })).toContain(
    '-device VGA,id=display0,edid=on,xres=1024,yres=768',
  );
});

test('user networking forwards loopback ports only, free ones where none is named', () => {
  const args = argumentsOf({ network: { user: { forwards: [{ guest: 22 }, { guest: 80, host: 8080 }] } } });
  expect(args).toContain('-netdev user,id=net0,hostfwd=tcp:127.0.0.1:0-:22,hostfwd=tcp:127.0.0.1:8080-:80');
  expect(args).toContain('-device e1000,netdev=net0,id=nic0');
});

test('a pinned clock follows the guest unless it is told to follow the host', () => {
  const start = '2024-02-29T12:00:00Z';
  expect(argumentsOf({ clock: { start } })).toContain('-rtc base=2024-02-29T12:00:00,clock=vm');
  expect(argumentsOf({ clock: { start, follows: 'host' } })).toContain(
    '-rtc base=2024-02-29T12:00:00,clock=host',
  );
});

test('a kernel boots directly, extra arguments come last', () => {
  const kernel = { image: '/boot/vmlinuz', initrd: '/boot/initrd', commandLine: 'quiet vga=788' };
  const args = argumentsOf({ kernel, qemu: { args: ['-device', 'usb-ehci'] } });
  expect(args.slice(-4)).toEqual([
    '-kernel /boot/vmlinuz',
    '-initrd /boot/initrd',
    '-append quiet vga=788',
    '-device usb-ehci',
  ]);
});

test('another architecture must name its board and gets devices that any board has', () => {
  const qemu = { binary: 'qemu-system-aarch64', machine: 'virt', cpu: 'cortex-a57' };
  const args = argumentsOf(
    { qemu, optical: 'cd.iso', disks: [{ size: '1 MiB' }] },
    { disks: [disk('a')], optical: medium('cd.iso') },
  );
  expect(args).toEqual(
    expect.arrayContaining([
      '-machine virt',
      '-cpu cortex-a57',
      '-device usb-kbd,bus=usb0.0',
      '-device scsi-cd,bus=scsi0.0,drive=medium7,id=optical0,bootindex=1',
      '-device virtio-blk-pci,drive=disknode0,id=disk0,bootindex=0',
    ]),
  );
  expect(() => planMachine({ qemu: { binary: 'qemu-system-aarch64' } })).toThrow(
    "machine.qemu.machine: expected the board for 'qemu-system-aarch64', got nothing",
  );
  expect(() => planMachine({ qemu, floppy: null })).toThrow('neither a floppy drive');
});

test('memory must be whole MiB', () => {
  expect(() => planMachine({ memory: 1_500_000 })).toThrow(
    'machine.memory: expected whole MiB for QEMU, got 1500000 bytes\nUse 2 MiB.',
  );
});

test('options of another hypervisor are refused', () => {
  expect(() => planMachine({ virtualbox: { osType: 'Debian_64' } })).toThrow(
    "driver 'qemu': machine.virtualbox cannot be had",
  );
});

test('a user network has the TFTP folder and boot file of the definition; commas are doubled', () => {
  const network = { user: { tftp: '/srv/a,b', bootFile: 'boot.ipxe', forwards: [{ guest: 22 }] } };
  expect(argumentsOf({ network })).toEqual(
    expect.arrayContaining([
      '-netdev user,id=net0,hostfwd=tcp:127.0.0.1:0-:22,tftp=/srv/a,,b,bootfile=boot.ipxe',
      '-device e1000,netdev=net0,id=nic0',
    ]),
  );
});

test("a LAN's cable is an inherited socket, and the machine has an address of its own there", () => {
  const channels = { qmp: 4, agent: undefined, lan: 5, serial: [] };
  const args = argumentsOf({ network: { lan: 'lab' } }, { channels, lan: { mac: '52:54:00:67:77:01' } });
  expect(args).toEqual(
    expect.arrayContaining([
      '-netdev socket,id=net0,fd=5',
      '-device e1000,netdev=net0,id=nic0,mac=52:54:00:67:77:01',
    ]),
  );
});

test('what a process inherits fits, or the definition is told', () => {
  const definition = { serial: 4, agent: true } as const;
  expect(channelPlan(planMachine(definition)).count).toBe(6);
  expect(() => channelPlan(planMachine({ ...definition, network: { lan: 'lab' } }))).toThrow(
    'expected at most 3 serial ports beside a guest agent and a LAN, got 4',
  );
});
