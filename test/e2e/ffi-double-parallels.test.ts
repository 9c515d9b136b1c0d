/** Parallels' double: a machine from registration to deletion, through koffi, with a real guest behind it. */
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { said } from '../support/doubles/double-guest.ts';
import { type DoubleService, startDoubleService } from '../support/doubles/double-service.ts';
import { registerDemo } from '../support/doubles/prl-machine.ts';
import { type Handle, PrlSession } from '../support/doubles/prl-session.ts';

const RUNNING = 0x30000004;
const STOPPED = 0x30000001;
const HIGH_QUALITY = 0x10001;
const PNG = 0x5000000b;
const KILL = 0;
const PRESS = 0;
const RELEASE = 0x80;
const SERVER_HANDLE = 0x10000001;

const SUSPENDED = 0x30000009;
const LINKED = 0x2000;
const USE_IMAGE_FILE = 1;
const AUTOMATIC = 1;
const STDOUT = 0x800;

const idOf = (prl: PrlSession, vm: Handle) => prl.text('PrlVmCfg_GetUuid', vm);
const guestSays = (service: DoubleService, prl: PrlSession, vm: Handle, text: string) =>
  said(service, idOf(prl, vm), text);

test('a machine is registered, started, seen, typed at, stopped and deleted, and no handle stays', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const before = prl.handles;
  const vm = await registerDemo(prl, 'one');
  expect(await prl.state(vm)).toBe(STOPPED);
  await prl.run('PrlVm_Start', vm);
  expect(await prl.state(vm)).toBe(RUNNING);
  await guestSays(service, prl, vm, 'page boot-menu');

  await prl.run('PrlDevDisplay_ConnectToVm', vm, HIGH_QUALITY);
  const size = Buffer.alloc(16);
  await prl.call('PrlDevDisplay_GetScreenSize', vm, size);
  expect([size.readUInt32LE(0), size.readUInt32LE(4)]).toEqual([720, 400]);
  const picture = join(service.folder, 'menu.png');
  await prl.call('PrlDevDisplay_SyncCaptureScreenRegionToFile', vm, picture, PNG, -1, 0, 0, 720, 400);
  expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');

  // Down, Down, Enter: the command line.
  for (const key of [[0xe0, 0x50], [0xe0, 0x50], [0x1c]]) {
    for (const byte of key) await prl.call('PrlDevKeyboard_SendKeyEvent', vm, byte, PRESS);
    for (const byte of key) await prl.call('PrlDevKeyboard_SendKeyEvent', vm, byte, RELEASE);
  }
  await guestSays(service, prl, vm, 'page console');
  await prl.call('PrlDevDisplay_DisconnectFromVm', vm);
  const home = prl.text('PrlVmCfg_GetHomePath', vm);
  await prl.run('PrlVm_StopEx', vm, KILL, 0);
  expect(existsSync(home)).toBe(true);
  await prl.run('PrlVm_Delete', vm, 0);
  expect(existsSync(home)).toBe(false);
  expect(await prl.list('PrlSrv_GetVmListEx', prl.server, 0)).toEqual([]);
  prl.free(vm);
  expect(prl.handles).toBe(before);
  expect(prl.number('PrlHandle_GetType', prl.server)).toBe(SERVER_HANDLE);
});

test('a snapshot is named in the tree and brings the guest back', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = await registerDemo(prl, 'tree');
  const id = idOf(prl, vm);
  await prl.run('PrlVm_Start', vm);
  await guestSays(service, prl, vm, 'page boot-menu');
  await service.call('exec', id, 'console');
  const guid = await prl.resultText('PrlVm_CreateSnapshot', vm, 'at <the> console', 'before');
  await service.call('exec', id, 'font');
  const tree = await prl.resultText('PrlVm_GetSnapshotsTree', vm);
  expect(tree).toContain(`<SavedStateItem guid="${guid}" state="poweron" current="yes">`);
  expect(tree).toContain('<Name>at &lt;the&gt; console</Name>');
  await prl.run('PrlVm_SwitchToSnapshot', vm, guid);
  expect(await service.call('exec', id, 'page')).toEqual(['0', 'console\r\n']);
  await prl.run('PrlVm_DeleteSnapshot', vm, guid, 0);
  expect(await prl.resultText('PrlVm_GetSnapshotsTree', vm)).not.toContain('guid="{');
  prl.free(vm);
});

test('a suspended machine continues, and its clone has its disk and a MAC address of its own', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = await registerDemo(prl, 'one');
  await prl.run('PrlVm_Start', vm);
  await guestSays(service, prl, vm, 'page boot-menu');
  await service.call('exec', idOf(prl, vm), 'console');
  await prl.run('PrlVm_Suspend', vm);
  expect(await prl.state(vm)).toBe(SUSPENDED);
  await prl.run('PrlVm_Resume', vm);
  expect(await service.call('exec', idOf(prl, vm), 'page')).toEqual(['0', 'console\r\n']);
  await prl.run('PrlVm_StopEx', vm, KILL, 0);

  const clone = await prl.result('PrlVm_CloneEx', vm, 'two', '', LINKED);
  const macs = [vm, clone].map((machine) => {
    const adapter = prl.out('PrlVmCfg_GetNetAdapter', machine, 0);
    const mac = prl.text('PrlVmDevNet_GetMacAddress', adapter);
    prl.free(adapter);
    return mac;
  });
  expect(macs[0]).toMatch(/^001C42[0-9A-F]{6}$/);
  expect(macs[1]).toMatch(/^001C42[0-9A-F]{6}$/);
  expect(macs[0]).not.toBe(macs[1]);
  await prl.run('PrlVm_Start', clone);
  await guestSays(service, prl, clone, 'page boot-menu');
  await prl.run('PrlVm_StopEx', clone, KILL, 0);
  prl.free(vm, clone);
});

test('an unregistered machine is registered again from its home, with its name', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = await registerDemo(prl, 'comes back');
  const home = prl.text('PrlVmCfg_GetHomePath', vm);
  await prl.run('PrlVm_Unreg', vm);
  expect(await prl.list('PrlSrv_GetVmListEx', prl.server, 0)).toEqual([]);
  await expect(prl.state(vm)).rejects.toThrow('80000105');
  const again = await prl.result('PrlSrv_RegisterVm', prl.server, home, 1);
  expect(prl.text('PrlVmCfg_GetName', again)).toBe('comes back');
  prl.free(vm, again);
});

test('a medium goes into the drive of a running machine by connecting the device', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = await registerDemo(prl, 'drive');
  await prl.run('PrlVm_Start', vm);
  await guestSays(service, prl, vm, 'page boot-menu');
  const media = () => service.call('exec', idOf(prl, vm), 'media');
  expect((await media())[1]).toContain('cd none');
  const drive = prl.out('PrlVmCfg_GetOpticalDisk', vm, 0);
  await prl.call('PrlVmDev_SetEmulatedType', drive, USE_IMAGE_FILE);
  await prl.call('PrlVmDev_SetImagePath', drive, join(import.meta.dirname, '../../guests/hypo/hypo.iso'));
  await prl.run('PrlVmDev_Connect', drive);
  expect((await media())[1]).toContain('cd HYPO');
  await prl.run('PrlVmDev_Disconnect', drive);
  expect((await media())[1]).toContain('cd none');
  prl.free(drive, vm);
});

test('a program of the guest gives its output and exit code', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = await registerDemo(prl, 'agent');
  await prl.run('PrlVm_Start', vm);
  await guestSays(service, prl, vm, 'page boot-menu');
  const guest = await prl.result('PrlVm_LoginInGuest', vm, '531582ac-3dce-446f-8c26-dd7e3384dcf4', '', 0);
  const args = prl.out('PrlApi_CreateStringsList');
  await prl.call('PrlStrList_AddItem', args, 'hello');
  const path = join(service.folder, 'output');
  const output = openSync(path, 'w');
  const run = (program: string) =>
    prl.result('PrlVmGuest_RunProgram', guest, program, args, 0, STDOUT, -1, output, -1);
  const event = await run('echo');
  const parameter = prl.out('PrlEvent_GetParamByName', event, 'vm_exec_app_ret_code');
  expect(prl.number('PrlEvtPrm_ToUint32', parameter)).toBe(0);
  expect(await readFile(path, 'utf8')).toBe('hello\r\n');
  await expect(run('no-such-program')).rejects.toThrow('80034003');
  closeSync(output);
  await prl.run('PrlVmGuest_Logout', guest, 0);
  await service.call('set', idOf(prl, vm), 'tools', 0);
  const again = await prl.list('PrlSrv_GetVmListEx', prl.server, 0);
  await expect(prl.result('PrlVm_LoginInGuest', vm, 'guestwright', 'guestwright', 0)).rejects.toThrow(
    '80000423',
  );
  prl.free(event, parameter, args, guest, vm, ...again);
});

test("Virtuozzo's flavour lacks Remote Desktop, and has a screenshot and a VNC server", async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service, 'virtuozzo');
  expect(prl.library.has('PrlDevDisplay_ConnectToVm')).toBe(false);
  expect(prl.library.has('PrlDevMouse_Move')).toBe(false);
  const vm = await registerDemo(prl, 'server');
  await prl.run('PrlVm_BeginEdit', vm);
  await prl.call('PrlVmCfg_SetVNCMode', vm, AUTOMATIC);
  await prl.call('PrlVmCfg_SetVNCPassword', vm, 'secret');
  await prl.run('PrlVm_Commit', vm);
  await prl.run('PrlVm_Start', vm);
  await guestSays(service, prl, vm, 'page boot-menu');
  const picture = Buffer.from(await prl.resultText('PrlVm_CaptureScreen', vm, 360, 200, 0), 'base64');
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([360, 200]);
  const port = prl.number('PrlVmCfg_GetVNCPort', vm);
  const socket = connect(port, '127.0.0.1');
  const [greeting] = await once(socket, 'data');
  expect(String(greeting)).toBe('RFB 003.008\n');
  socket.destroy();
  prl.free(vm);
});
