/** Machine definitions: what passes, and what an error names. */
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { validateDefinition } from '../../../src/driver/validate-definition.ts';

test('a definition with every option passes as it is', () => {
  const definition = {
    name: 'all',
    memory: '64 MiB',
    cpus: 2,
    firmware: 'uefi',
    disks: [
      { size: '8 GiB', interface: 'virtio' },
      { image: 'a.qcow2', write: 'in-place' },
    ],
    optical: null,
    floppy: 'boot.img',
    bootOrder: ['optical', 'disk'],
    network: { user: { forwards: [{ guest: 22 }, { guest: 80, host: 8080 }], model: 'virtio-net-pci' } },
    serial: 0,
    display: { width: 1024, height: 768 },
    clock: { start: '2024-02-29T12:00:00Z', follows: 'guest' },
    pointer: 'tablet',
    kernel: { image: 'vmlinuz', commandLine: 'quiet' },
    agent: 'isa-serial',
    qemu: { machine: 'q35', accel: 'tcg', args: ['-device', 'usb-ehci'] },
  };
  expect(validateDefinition(definition)).toBe(definition);
  expect(validateDefinition({ memory: undefined })).toEqual({ memory: undefined });
});

test('an error names the option by its path, what was expected and what came', () => {
  const wrong: [unknown, string][] = [
    [null, 'machine: expected an object with name, memory'],
    [{ memory: '64 MB' }, "machine.memory: expected bytes or a size such as '64 MiB', got '64 MB' (string)"],
    [{ cpus: 'two' }, "machine.cpus: expected a whole number from 1 to 255, got 'two' (string)"],
    [{ serial: 5 }, 'machine.serial: expected a whole number from 0 to 4, got 5 (number)'],
    [{ firmware: 'efi' }, "machine.firmware: expected one of 'bios', 'uefi', got 'efi' (string)"],
    [{ disks: {} }, 'machine.disks: expected an array'],
    [{ disks: [{ size: '1 MiB' }, {}] }, "machine.disks[1]: expected a disk such as { size: '8 GiB' }"],
    [{ disks: [{ image: 'a', size: '1 MiB' }] }, "machine.disks[0]: unknown option 'image'"],
    [
      { disks: [{ image: 'a', write: 'no' }] },
      "machine.disks[0].write: expected one of 'overlay', 'in-place'",
    ],
    [{ optical: '' }, 'machine.optical: expected the path of an image, or null for an empty drive'],
    [{ bootOrder: ['cd'] }, "machine.bootOrder[0]: expected one of 'disk', 'optical', 'floppy', 'network'"],
    [{ network: 'bridge' }, "machine.network: expected 'none', 'user'"],
    [
      { network: { user: { forwards: [{ host: 1 }] } } },
      'machine.network.user.forwards[0].guest: expected a value',
    ],
    [{ display: { width: 800 } }, 'machine.display.height: expected a value, got undefined'],
    [
      { clock: { start: 'soon' } },
      "machine.clock.start: expected an ISO date such as '2024-02-29T12:00:00Z'",
    ],
    [{ agent: 'yes' }, "machine.agent: expected one of true, false, 'virtio', 'isa-serial'"],
    [{ qemu: { args: '-s' } }, "machine.qemu.args: expected an array, got '-s' (string)"],
    [{ memmory: 1 }, "machine: unknown option 'memmory' (did you mean 'memory'?)"],
  ];
  for (const [definition, message] of wrong) {
    let error: unknown;
    try {
      validateDefinition(definition);
    } catch (thrown) {
      error = thrown;
    }
    expect(isGuestwrightError(error, 'invalid-argument'), `${message}: ${error}`).toBe(true);
    expect((error as Error).message).toContain(message);
  }
});
