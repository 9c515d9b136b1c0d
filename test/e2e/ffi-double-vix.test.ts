/** The VIX double itself: a .vmx becomes a real guest, values cross the ABI whole, handles are counted. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoMachine, loadDriver } from 'guestwright';
import { booted, openBed } from '../support/doubles/vix-bed.ts';
import { VIX, type VixLibrary } from '../support/doubles/vix-library.ts';
import { freePort } from '../support/vnc/free-port.ts';

const DISC = (demoMachine.floppy as string).replace(/img$/, 'iso');
/** VIX_SNAPSHOT_INCLUDE_MEMORY */
const WITH_MEMORY = 2;
const PROPERTY = { vcpus: 101, path: 103, memory: 106, readOnly: 107, name: 108, running: 196 };

test('a .vmx is powered on, off, reset, paused, suspended and continued', async () => {
  await using bed = await openBed();
  const { vix, vm, service, files } = bed;
  const run = (...args: Parameters<VixLibrary['start']>) => vix.end(vix.start(...args));
  expect(bed.state()).toBe(VIX.power.off);
  await expect(run('VixVM_PowerOff', vm, 0)).rejects.toThrow('VIX_E_VM_NOT_RUNNING');
  await run('VixVM_PowerOn', vm, 0, 0);
  expect(bed.state() & VIX.power.on).toBeTruthy();
  await expect(run('VixVM_PowerOn', vm, 0, 0)).rejects.toThrow('VIX_E_VM_IS_RUNNING');
  await booted(bed);
  await run('VixVM_Reset', vm, 0);
  await booted(bed, 2);
  await run('VixVM_Pause', vm, 0, 0);
  expect(bed.state() & VIX.power.paused).toBeTruthy();
  await run('VixVM_Unpause', vm, 0, 0);
  expect(bed.state() & VIX.power.paused).toBe(0);
  await service.call('exec', files.path, 'console');
  await run('VixVM_Suspend', vm, 0);
  expect(bed.state() & VIX.power.suspended).toBeTruthy();
  expect((await files.read())['checkpoint.vmState']).toBe('hypo.double/suspended.memory');
  await run('VixVM_PowerOn', vm, 0, 0);
  expect(await service.call('exec', files.path, 'page')).toEqual(['0', 'console\r\n']);
  await run('VixVM_PowerOff', vm, VIX.fromGuest);
  expect(bed.state()).toBe(VIX.power.off);
});

test('the drives and the serial port of the .vmx are the guest’s', async () => {
  await using bed = await openBed();
  const { vix, vm, service, files } = bed;
  await files.set({ 'ide1:0.fileName': DISC, 'ide1:0.startConnected': 'TRUE', 'bios.bootOrder': 'floppy' });
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await booted(bed);
  expect(await service.call('exec', files.path, 'media')).toEqual(['0', 'floppy HYPO SETUP\r\ncd HYPO\r\n']);
  const line = connect(join(files.folder, 'serial'));
  let heard = '';
  line.on('data', (chunk) => {
    heard += chunk;
  });
  line.write('page\r');
  await expect.poll(() => heard).toContain('boot-menu');
  line.destroy();
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
});

test('a suspended state that the .vmx does not mention is thrown away', async () => {
  await using bed = await openBed();
  const { vix, vm, service, files } = bed;
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await booted(bed);
  await service.call('exec', files.path, 'console');
  await vix.end(vix.start('VixVM_Suspend', vm, 0));
  await files.set({ 'checkpoint.vmState': '' });
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await booted(bed);
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
});

test('RemoteDisplay shows the guest on the port and by the password of the .vmx', async () => {
  await using bed = await openBed();
  const { vix, vm, files } = bed;
  const port = await freePort();
  const display = {
    'RemoteDisplay.vnc.enabled': 'TRUE',
    'RemoteDisplay.vnc.ip': '127.0.0.1',
    'RemoteDisplay.vnc.port': `${port}`,
    'RemoteDisplay.vnc.password': 'sesame',
  };
  await files.set(display);
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await booted(bed);
  const driver = await loadDriver('vnc');
  const address = `127.0.0.1:${port}`;
  await expect(driver.connect({ address, password: 'other' })).rejects.toThrow(/password|refused|authenti/i);
  {
    await using viewer = await driver.connect({ address, password: 'sesame' });
    const [info] = await viewer.machines();
    await using desktop = await (await viewer.machine(info?.name ?? '')).openDesktop();
    const { width, height } = await desktop.capture();
    expect([width, height]).toEqual([720, 400]);
  }
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
  // On all addresses, or without a password, it is not served.
  await files.set({ 'RemoteDisplay.vnc.ip': '0.0.0.0' });
  await expect(vix.end(vix.start('VixVM_PowerOn', vm, 0, 0))).rejects.toThrow('VIX_E_CANNOT_POWER_ON_VM');
});

test('a .vmx that is changed while its machine runs is overwritten at power-off', async () => {
  await using bed = await openBed();
  const { vix, vm, files } = bed;
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  expect((await files.read()).cleanShutdown).toBe('FALSE');
  await files.set({ displayName: 'changed' });
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
  const { displayName, cleanShutdown } = await files.read();
  expect([displayName, cleanShutdown]).toEqual(['hypo', 'TRUE']);
});

test('properties of every kind cross whole, and a failed question gives nothing', async () => {
  await using bed = await openBed();
  const { vix, vm, host, files } = bed;
  await files.set({ displayName: 'Grüße 😀' });
  expect(vix.text(vm, PROPERTY.name)).toBe('Grüße 😀');
  expect(vix.text(vm, PROPERTY.path)).toBe(files.path);
  expect([vix.number(vm, PROPERTY.memory), vix.number(vm, PROPERTY.vcpus)]).toEqual([32, 1]);
  expect(vix.property(vm, PROPERTY.running, 'bool')).toBe(false);
  expect(vix.property(vm, PROPERTY.readOnly, 'bool')).toBe(false);
  expect([host, vm].map((handle) => vix.typeOf(handle))).toEqual([VIX.handle.host, VIX.handle.vm]);
  expect([103, 106, 107, 3010, 3051, 3059].map((id) => vix.propertyType(vm, id))).toEqual([2, 1, 3, 4, 5, 6]);
  expect(() => vix.number(vm, 9999)).toThrow('VIX_E_UNRECOGNIZED_PROPERTY');
  expect(() => vix.number(vm, 3010)).toThrow('VIX_E_UNRECOGNIZED_PROPERTY');
  expect(() => vix.number(12345678, PROPERTY.memory)).toThrow('VIX_E_INVALID_HANDLE');
});

test('the same .vmx opened twice is one handle with two references', async () => {
  await using bed = await openBed();
  const { vix, vm, host, files } = bed;
  const before = vix.handles(VIX.handle.vm);
  const again = await vix.result(vix.start('VixVM_Open', host, join(files.folder, '../hypo/./hypo.vmx')));
  expect(again).toBe(vm);
  expect(vix.handles(VIX.handle.vm)).toBe(before + 1);
  // Reading a job's handle gives a reference each time.
  const job = vix.start('VixVM_Open', host, files.path);
  await vix.wait(job);
  const given = [vix.property(job, 3010, 'handle'), vix.property(job, 3010, 'handle')];
  expect(given).toEqual([vm, vm]);
  vix.release(job, vm, vm, vm);
  expect(vix.handles(VIX.handle.vm)).toBe(before);
});

test('snapshots stand on each other, are found by name and path, and bring the guest back', async () => {
  await using bed = await openBed();
  const { vix, vm, service, files } = bed;
  const take = (name: string, options: number) =>
    vix.result(vix.start('VixVM_CreateSnapshot', vm, name, `about ${name}`, options, 0));
  const first = await take('first', 0);
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await booted(bed);
  await service.call('exec', files.path, 'console');
  const second = await take('second', WITH_MEMORY);
  await service.call('exec', files.path, 'font');
  expect(vix.askNow('VixVM_GetNumRootSnapshots', vm)).toBe(1);
  expect(vix.askNow('VixSnapshot_GetNumChildren', first)).toBe(1);
  const same = [
    vix.askNow('VixVM_GetRootSnapshot', vm, 0),
    vix.askNow('VixVM_GetCurrentSnapshot', vm),
    vix.askNow('VixVM_GetNamedSnapshot', vm, 'second'),
    vix.askNow('VixVM_GetNamedSnapshot', vm, 'first/second'),
    vix.askNow('VixSnapshot_GetChild', first, 0),
    vix.askNow('VixSnapshot_GetParent', second),
  ];
  expect(same).toEqual([first, second, second, second, second, first]);
  vix.release(...same);
  expect([vix.text(second, 4200), vix.text(second, 4201), vix.number(second, 4205)]).toEqual([
    'second',
    'about second',
    VIX.power.on,
  ]);
  expect(() => vix.askNow('VixVM_GetNamedSnapshot', vm, 'third')).toThrow('VIX_E_SNAPSHOT_NOTFOUND');
  await vix.end(vix.start('VixVM_RevertToSnapshot', vm, second, 0, 0));
  expect(await service.call('exec', files.path, 'page')).toEqual(['0', 'console\r\n']);
  const double = await take('second', 0);
  expect(() => vix.askNow('VixVM_GetNamedSnapshot', vm, 'second')).toThrow('VIX_E_SNAPSHOT_NONUNIQUE_NAME');
  await vix.end(vix.start('VixVM_RevertToSnapshot', vm, first, 0, 0));
  expect(bed.state()).toBe(VIX.power.off);
  await vix.end(vix.start('VixVM_RemoveSnapshot', vm, first, 1));
  expect(vix.askNow('VixVM_GetNumRootSnapshots', vm)).toBe(0);
  vix.release(first, second, double);
});

test('clones, full and linked, are machines of their own; deleting leaves no file', async () => {
  await using bed = await openBed();
  const { vix, vm, service, files } = bed;
  const clone = (type: number, name: string) =>
    vix.result(vix.start('VixVM_Clone', vm, 0, type, join(service.folder, name, `${name}.vmx`), 0, 0));
  const copies = [await clone(0, 'full'), await clone(1, 'linked')];
  expect(copies.map((copy) => vix.text(copy, PROPERTY.name))).toEqual(['full', 'linked']);
  for (const copy of copies) {
    await vix.end(vix.start('VixVM_PowerOn', copy, 0, 0));
    await vix.end(vix.start('VixVM_PowerOff', copy, 0));
    await vix.end(vix.start('VixVM_Delete', copy, 2));
  }
  vix.release(...copies);
  await vix.end(vix.start('VixVM_Delete', vm, 2));
  await expect(files.read()).rejects.toThrow('ENOENT');
  expect(await service.call('list')).toEqual([]);
});

test('running machines are found through a callback from another thread, beside progress', async () => {
  await using bed = await openBed();
  const { vix, vm, host, files } = bed;
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  const { job, told, ended } = vix.startWithCallback('VixHost_FindItems', host, 1, 0, -1);
  await ended;
  expect(told.filter(({ event }) => event !== VIX.event.progress)).toEqual([
    { job, event: VIX.event.findItem, location: files.path },
    { job, event: VIX.event.completed },
  ]);
  expect(told.filter(({ event }) => event === VIX.event.progress)).toHaveLength(2);
  expect(vix.errorOf(job)).toBe(0n);
  vix.release(job);
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
});

test('Server lists machines that are registered, and opens no other; Player has no snapshots', async () => {
  await using bed = await openBed();
  const { vix, vm, files } = bed;
  const server = await vix.connect({ type: VIX.server, apiVersion: 1 });
  const registered = async () => {
    const { job, told, ended } = vix.startWithCallback('VixHost_FindItems', server, 4, 0, -1);
    await ended;
    vix.release(job);
    return told.flatMap(({ location }) => location ?? []);
  };
  const open = () => vix.result(vix.start('VixVM_Open', server, files.path));
  await expect(open()).rejects.toThrow('VIX_E_VM_NOT_FOUND');
  await vix.end(vix.start('VixHost_RegisterVM', server, files.path));
  expect(await registered()).toEqual([files.path]);
  const opened = await open();
  // It stays registered when the machine ran.
  await vix.end(vix.start('VixVM_PowerOn', opened, 0, 0));
  await expect(vix.end(vix.start('VixHost_UnregisterVM', server, files.path))).rejects.toThrow(
    'VIX_E_VM_IS_RUNNING',
  );
  await vix.end(vix.start('VixVM_PowerOff', opened, 0));
  vix.release(opened);
  expect(await registered()).toEqual([files.path]);
  await vix.end(vix.start('VixHost_UnregisterVM', server, files.path));
  expect(await registered()).toEqual([]);
  vix.disconnect(server);
  const player = await vix.connect({ type: VIX.player });
  const played = await vix.result(vix.start('VixVM_Open', player, files.path));
  const taken = vix.result(vix.start('VixVM_CreateSnapshot', played, 'a', '', 0, 0));
  await expect(taken).rejects.toThrow('VIX_E_NOT_SUPPORTED');
  expect(() => vix.askNow('VixVM_GetNumRootSnapshots', played)).toThrow('VIX_E_NOT_SUPPORTED');
  vix.release(played);
  vix.disconnect(player);
  expect(vix.askNow('VixVM_GetNumRootSnapshots', vm)).toBe(0);
});

test('hardware is upgraded once; tools are installed and folders shared while it runs', async () => {
  await using bed = await openBed();
  const { vix, vm, files } = bed;
  await vix.end(vix.start('VixVM_UpgradeVirtualHardware', vm, 0));
  expect((await files.read())['virtualHW.version']).toBe('21');
  const again = vix.end(vix.start('VixVM_UpgradeVirtualHardware', vm, 0));
  await expect(again).rejects.toThrow('VIX_E_VM_ALREADY_UP_TO_DATE');
  const install = () => vix.end(vix.start('VixVM_InstallTools', vm, 0, null));
  await expect(install()).rejects.toThrow('VIX_E_VM_NOT_RUNNING');
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await install();
  await vix.end(vix.start('VixVM_EnableSharedFolders', vm, 1, 0));
  await expect(vix.end(vix.start('VixVM_EnableSharedFolders', vm, 2, 0))).rejects.toThrow(
    'VIX_E_INVALID_ARG',
  );
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
  // A reference more is one release more.
  vix.addRef(vm);
  vix.release(vm);
});
