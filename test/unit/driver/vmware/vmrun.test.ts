/** Power by vmrun, on a small double of the command. */
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { connectControl } from '../../../../src/driver/vmware/connect.ts';
import { vmwareDriver } from '../../../../src/driver/vmware/driver.ts';
import { vmwareOptions } from '../../../../src/driver/vmware/options.ts';
import { machineState } from '../../../../src/driver/vmware/power-state.ts';
import { hindranceOf } from '../../../../src/driver/vmware/vix/error.ts';
import { readVmx } from '../../../../src/driver/vmware/vmx/vmx-on-disk.ts';
import { readVnc } from '../../../../src/driver/vmware/vnc-settings.ts';
import { fakeVmrun } from './fake-vmrun.ts';

test('a machine is started, paused, reset, suspended and stopped by vmrun', async () => {
  await using fake = await fakeVmrun();
  using deadline = new Deadline('test', {});
  const options = vmwareOptions({ control: 'vmrun', vmrun: fake.program, provider: 'player' });
  await using control = await connectControl(options, deadline);
  expect(control.kind).toBe('vmrun');
  const machine = await control.open(fake.vmx, deadline);
  const state = async () => machineState(await machine.powerState()).state;
  expect(await state()).toBe('off');
  await machine.powerOn(deadline);
  expect([await state(), await control.running(deadline)]).toEqual(['running', [fake.vmx]]);
  await machine.pause(deadline);
  expect(await state()).toBe('paused');
  await machine.unpause(deadline);
  await machine.reset(deadline);
  await machine.suspend(deadline);
  await machine.powerOff({ soft: false }, deadline); // it is off already
  expect(await state()).toBe('off');
  expect((await fake.calls()).filter((call) => !call.endsWith('list'))).toEqual([
    `-T player start ${fake.vmx} nogui`,
    `-T player pause ${fake.vmx}`,
    `-T player unpause ${fake.vmx}`,
    `-T player reset ${fake.vmx} hard`,
    `-T player suspend ${fake.vmx} hard`,
    `-T player stop ${fake.vmx} hard`,
  ]);
});

test('snapshots and copies go by vmrun; guest log-in does not, as it would show passwords', async () => {
  await using fake = await fakeVmrun();
  using deadline = new Deadline('test', {});
  await using control = await connectControl(
    vmwareOptions({ control: 'vmrun', vmrun: fake.program }),
    deadline,
  );
  const machine = await control.open(fake.vmx, deadline);
  await machine.snapshots.take('first one', { memory: false }, deadline);
  expect(await machine.snapshots.list(deadline)).toEqual([{ name: 'first one', live: undefined }]);
  await machine.snapshots.revert('first one', deadline);
  await expect(machine.snapshots.revert('second', deadline)).rejects.toThrow(/Invalid snapshot name/);
  await machine.snapshots.remove('first one', deadline);
  expect(await machine.snapshots.list(deadline)).toEqual([]);
  await machine.clone({ to: `${fake.folder}/copy.vmx`, from: 'x', linked: true }, deadline);
  expect((await readVmx(`${fake.folder}/copy.vmx`)).get('displayName')).toBe('a machine');
  expect(machine.guest).toBeUndefined();
});

test('what vmrun says is told apart as VIX tells it', async () => {
  await using fake = await fakeVmrun();
  using deadline = new Deadline('test', {});
  await using control = await connectControl(
    vmwareOptions({ control: 'vmrun', vmrun: fake.program }),
    deadline,
  );
  const machine = await control.open(fake.vmx, deadline);
  for (const [words, hindrance, code] of [
    ['A password is required to open this virtual machine', 'encrypted', 'authentication'],
    ['The file is already in use', 'locked', 'machine-in-use'],
    ['The VMware Tools are not running in the virtual machine', 'tools', 'machine-state'],
    ['Cannot open VM: x.vmx, The virtual machine cannot be found', 'missing', 'unknown-machine'],
    ['Insufficient permissions in the host operating system', 'login', 'authentication'],
    ['Something else', undefined, 'hypervisor'],
  ] as const) {
    await fake.failWith(words);
    const error = await machine.powerOn(deadline).catch((thrown: unknown) => thrown);
    expect([hindranceOf(error), isGuestwrightError(error) && error.code], words).toEqual([hindrance, code]);
    expect(String(error)).toContain(`vmrun start failed: ${words}`);
  }
});

test('the driver runs on vmrun alone: VNC settings are written before power-on and taken away again', async () => {
  await using fake = await fakeVmrun();
  const before = (await readVmx(fake.vmx)).serialise();
  await using host = await vmwareDriver.connect({
    control: 'vmrun',
    vmrun: fake.program,
    machines: fake.folder,
  });
  expect(await host.machines()).toEqual([{ name: 'a machine', state: 'off' }]);
  await using machine = await host.machine('a machine');
  await machine.start();
  const place = readVnc(await readVmx(fake.vmx));
  expect(place).toMatchObject({ host: '127.0.0.1', password: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(machine.facts.vnc).toBe(`127.0.0.1:${place?.port}`);
  expect((await machine.state()).state).toBe('running');
  await machine.stop();
  expect((await readVmx(fake.vmx)).serialise().equals(before)).toBe(true);
  await expect(machine.agent.exec('/bin/true', [])).rejects.toThrow(/expected it to be running, it is off/);
});

test('VIX is tried first; without it vmrun takes over unless VIX was asked for', async () => {
  await using fake = await fakeVmrun();
  const library = `${fake.folder}/libvixAllProducts.so`;
  await using host = await vmwareDriver.connect({ library, vmrun: fake.program });
  expect(host.version).toBe('VMware (vmrun)');
  await expect(vmwareDriver.connect({ control: 'vix', library, vmrun: fake.program })).rejects.toThrow(
    /VMware VIX: '.*libvixAllProducts\.so' cannot be used: there is no such file/,
  );
  await expect(vmwareDriver.connect({ control: 'vmrun', vmrun: `${fake.folder}/none` })).rejects.toThrow(
    /driver 'vmware': '.*none' was not found/,
  );
  await expect(
    vmwareDriver.connect({ control: 'vmrun', vmrun: fake.program, encryptionPassword: 'x' }),
  ).rejects.toThrow(/vmrun takes passwords where everybody on this computer sees them/);
});
