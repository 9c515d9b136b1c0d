/** Definitions as settings of VMware. */
import { expect, test } from '@playwright/test';
import { planMachine } from '../../../../src/driver/vmware/plan.ts';
import { machineSettings } from '../../../../src/driver/vmware/settings.ts';

const PLACES = { name: 'test', disks: [], floppy: undefined, optical: undefined, serials: [] };

test('drives, boot order and serial ports are written where a BIOS finds them', () => {
  const plan = planMachine({
    memory: '32 MiB',
    disks: [{ size: '8 MiB' }, { size: '8 MiB' }, { size: '1 GiB', interface: 'scsi' }],
    floppy: 'boot.img',
    optical: null,
    bootOrder: ['disk', 'floppy'],
  });
  const settings = machineSettings(plan, {
    ...PLACES,
    disks: ['/m/disk0.vmdk', '/m/disk1.vmdk', '/m/disk2.vmdk'],
    floppy: '/m/floppy.img',
    serials: ['/s/serial0'],
  });
  expect(settings).toMatchObject({
    displayName: 'test',
    memsize: '32',
    numvcpus: '1',
    guestOS: 'other',
    'ide0:0.present': 'TRUE',
    'ide0:0.fileName': '/m/disk0.vmdk',
    'ide0:1.fileName': '/m/disk1.vmdk',
    'scsi0.virtualDev': 'lsilogic',
    'scsi0:0.fileName': '/m/disk2.vmdk',
    'ide1:0.deviceType': 'cdrom-image',
    'ide1:0.startConnected': 'FALSE',
    'floppy0.fileName': '/m/floppy.img',
    'floppy0.startConnected': 'TRUE',
    'bios.bootOrder': 'hdd,floppy',
    'bios.hddOrder': 'ide0:0,ide0:1,scsi0:0',
    'serial0.fileType': 'pipe',
    'serial0.fileName': '/s/serial0',
    'serial0.pipe.endPoint': 'client',
    'ethernet0.present': 'FALSE',
  });
});

test('a machine without drives says that it has none', () => {
  const settings = machineSettings(planMachine({ serial: 0 }), PLACES);
  expect(settings['floppy0.present']).toBe('FALSE');
  expect(Object.keys(settings).filter((key) => /^(ide|serial)/.test(key))).toEqual([]);
});

test('a pinned clock starts at its moment, and nobody sets it', () => {
  const settings = machineSettings(planMachine({ clock: { start: '2001-02-03T04:05:00Z' } }), PLACES);
  expect(settings['rtc.startTime']).toBe('981173100');
  expect(settings['time.synchronize.resume.disk']).toBe('FALSE');
  expect(machineSettings(planMachine({}), PLACES)).not.toHaveProperty('rtc.startTime');
});

test('firmware, network and pointer follow the definition', () => {
  const settings = machineSettings(
    planMachine({
      firmware: 'uefi',
      network: 'user',
      pointer: 'tablet',
      vmware: { guestOs: 'debian12-64', hardware: 19 },
    }),
    PLACES,
  );
  expect(settings).toMatchObject({
    firmware: 'efi',
    'ethernet0.connectionType': 'nat',
    'usb.present': 'TRUE',
    guestOS: 'debian12-64',
    'virtualHW.version': '19',
  });
  const lan = machineSettings(planMachine({ network: { lan: 'vmnet5' } }), PLACES);
  expect(lan).toMatchObject({ 'ethernet0.connectionType': 'custom', 'ethernet0.vnet': 'vmnet5' });
});

test('what VMware cannot have is refused by name', () => {
  for (const [definition, message] of [
    [{ memory: '30 MiB' }, /machine\.memory: expected a multiple of 4 MiB for VMware, got 30/],
    [{ qemu: {} }, /machine\.qemu cannot be had/],
    [{ kernel: { image: 'vmlinuz' } }, /machine\.kernel cannot be had/],
    [{ disks: [{ size: '1 GiB', interface: 'virtio' }] }, /machine\.disks\[0\]\.interface cannot be had/],
    [{ disks: Array.from({ length: 4 }, () => ({ size: '1 GiB' })) }, /machine\.disks\[3\] cannot be had/],
    [{ display: { width: 800, height: 600 } }, /lacks the capability 'display\.mode'/],
    [{ network: { user: { forwards: [{ guest: 80 }] } } }, /lacks the capability 'network'/],
  ] as const)
    expect(() => planMachine(definition as never), String(message)).toThrow(message);
});
