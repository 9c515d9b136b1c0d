/** A machine's own VNC server: switched on with a password of ours on the loopback address, put back as it was. */
import { randomBytes } from 'node:crypto';
import type { Deadline } from '../../base/deadline.ts';
import { VNC_MODE } from './abi/constants.ts';
import type { PrlApi } from './api.ts';
import { editMachine, refreshConfig } from './edit.ts';
import type { MachineRef } from './machine-ref.ts';

export interface VncPlace {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

interface VncSettings {
  readonly mode: number;
  readonly password: string;
  readonly host: string;
}

const WHAT = "setting up the machine's VNC server";
const LOOPBACK = '127.0.0.1';
/** The protocol's passwords have 8 characters at most. */
const PASSWORD_BYTES = 4;

/** Switches it on; `before` is what `restoreVnc` puts back. Parallels chooses the port when the machine starts. */
export async function switchOnVnc(
  ref: MachineRef,
  deadline: Deadline,
): Promise<{ readonly password: string; readonly before: VncSettings }> {
  const { api } = ref;
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  const before = await editMachine(ref, deadline, async (vm) => {
    const settings = await readSettings(api, vm);
    await writeSettings(api, vm, { mode: VNC_MODE.auto, password, host: LOOPBACK });
    return settings;
  });
  return { password, before };
}

export async function restoreVnc(ref: MachineRef, before: VncSettings, deadline: Deadline): Promise<void> {
  await editMachine(ref, deadline, (vm) => writeSettings(ref.api, vm, before));
}

/** Where it listens now; undefined while it does not. */
export async function vncPort(ref: MachineRef, deadline: Deadline): Promise<number | undefined> {
  await refreshConfig(ref, deadline);
  const { api, vm } = ref;
  // The same value under two names: Desktop's headers have one, Virtuozzo's the other.
  const name = api.library.has('PrlVmCfg_GetVNCPort') ? 'PrlVmCfg_GetVNCPort' : 'PrlVmCfg_GetVNCPortNumber';
  const port = await api.get('u32', (out) => api.do(WHAT, name, vm, out));
  return port === 0 ? undefined : port;
}

async function readSettings(api: PrlApi, vm: bigint): Promise<VncSettings> {
  const text = (name: 'PrlVmCfg_GetVNCPassword' | 'PrlVmCfg_GetVNCHostName') =>
    api.text(WHAT, (buffer, length) => api.library.call(name, vm, buffer, length));
  return {
    mode: await api.get('enum32', (out) => api.do(WHAT, 'PrlVmCfg_GetVNCMode', vm, out)),
    password: await text('PrlVmCfg_GetVNCPassword'),
    host: await text('PrlVmCfg_GetVNCHostName'),
  };
}

async function writeSettings(api: PrlApi, vm: bigint, { mode, password, host }: VncSettings): Promise<void> {
  await api.do(WHAT, 'PrlVmCfg_SetVNCMode', vm, mode);
  await api.do(WHAT, 'PrlVmCfg_SetVNCPassword', vm, password);
  await api.do(WHAT, 'PrlVmCfg_SetVNCHostName', vm, host);
}
