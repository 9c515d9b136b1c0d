/** What the service can be asked: each verb with its fields. */
import type { CallOptions, DriveName, Region } from 'guestwright/script';
import { runInGuest } from './guest-shell.ts';
import { createImage, imageFacts } from './images.ts';
import type { Machines } from './machines.ts';
import { partOf, writePicture } from './picture.ts';
import { Failure } from './protocol.ts';
import { bootOrder, type MachineRecord, vncPort } from './record.ts';

export interface VerbCall extends CallOptions {
  readonly machines: Machines;
  readonly version: string;
  readonly progress: (percent: number) => void;
}

type Answer = readonly (string | number)[] | undefined;
type Verb = (fields: readonly string[], call: VerbCall) => Promise<Answer> | Answer;

const PROTOCOL_VERSION = 1;
/** Fields of `capture` and `mouse` that are numbers. */
const numbers = (fields: readonly string[]) => fields.map(Number);

export const VERBS: Readonly<Record<string, Verb>> = {
  hello: (_, { version }) => ['guestwright-double', PROTOCOL_VERSION, version],
  list: (_, { machines }) => machines.ids,
  get: ([id = ''], { machines }) => Object.entries(machines.record(id)).flat(),
  set: ([id = '', ...pairs], { machines }) => {
    const known = machines.ids.includes(id) ? machines.record(id) : {};
    machines.keep(id, { ...known, ...recordOf(pairs) });
    return undefined;
  },
  unset: ([id = '', ...keys], { machines }) => {
    const left = Object.entries(machines.record(id)).filter(([key]) => !keys.includes(key));
    machines.keep(id, Object.fromEntries(left));
    return undefined;
  },
  replace: ([id = '', ...pairs], { machines }) => {
    machines.keep(id, recordOf(pairs));
    return undefined;
  },
  forget: ([id = ''], { machines }) => none(machines.remove(id, { files: false })),
  delete: ([id = ''], { machines }) => none(machines.remove(id, { files: true })),

  state: async ([id = ''], { machines }) => {
    const { state, detail } = await machines.machine(id).state();
    return [state, detail];
  },
  start: ([id = ''], { machines, progress, signal }) =>
    none(machines.machine(id).start({ signal }, progress)),
  stop: ([id = ''], { machines }) => none(machines.machine(id).stop()),
  shutdown: ([id = ''], { machines, signal }) =>
    // The guest may take any time: whoever asked cancels.
    none(machines.machine(id).shutdown({ signal, timeout: '24h' })),
  reset: ([id = ''], { machines, signal }) => none(machines.machine(id).powered.machine.reset({ signal })),
  pause: ([id = ''], { machines, signal }) => none(machines.machine(id).powered.pause({ signal })),
  resume: ([id = ''], { machines, signal }) => none(machines.machine(id).powered.machine.resume({ signal })),
  suspend: ([id = ''], { machines, signal }) => none(machines.machine(id).suspend({ signal })),
  discard: ([id = ''], { machines }) => none(machines.machine(id).discard()),

  'snapshot-take': ([id = '', snapshot = '', name = '', description = ''], { machines, signal }) =>
    none(machines.machine(id).takeSnapshot(snapshot, name, description, { signal })),
  'snapshot-list': ([id = ''], { machines }) => {
    const { snapshots, current } = machines.machine(id).snapshots.tree;
    return snapshots.flatMap((snapshot) => {
      const { parent, name, description, state, created } = snapshot;
      return [snapshot.id, parent, name, description, state, created, snapshot.id === current ? 1 : 0];
    });
  },
  'snapshot-restore': ([id = '', snapshot = ''], { machines, signal }) =>
    none(machines.machine(id).restoreSnapshot(snapshot, { signal })),
  'snapshot-update': ([id = '', snapshot = '', name = '', description = ''], { machines }) => {
    machines.machine(id).snapshots.rename(snapshot, name, description);
    return undefined;
  },
  'snapshot-delete': ([id = '', snapshot = '', children = ''], { machines }) => {
    const machine = machines.machine(id);
    return none(machine.change('busy', async () => machine.snapshots.remove(snapshot, children === '1')));
  },
  clone: ([id = '', newId = '', home = '', snapshot = '', kind = '', ...pairs], { machines, signal }) => {
    const request = { newId, home, snapshot, linked: kind === 'linked', changes: recordOf(pairs) };
    return none(machines.clone(id, request, { signal }));
  },

  insert: ([id = '', drive = '', path = ''], { machines, signal }) =>
    medium(machines, id, drive, path, { signal }),
  eject: ([id = '', drive = ''], { machines, signal }) => medium(machines, id, drive, '', { signal }),
  boot: async ([id = '', order = ''], { machines, signal }) => {
    const devices = bootOrder(order);
    const machine = machines.machine(id);
    if (machine.isOn) await machine.powered.machine.setBootOrder(devices, { signal });
    machines.keep(id, { ...machines.record(id), boot: order });
    return undefined;
  },
  'disk-create': ([path = '', mib = '', format = ''], _) => none(createImage(path, Number(mib), format)),
  'disk-info': async ([path = '']) => {
    const { format, size } = await imageFacts(path);
    return [format, size];
  },

  size: async ([id = ''], { machines, signal }) => {
    const { width, height } = await machines.machine(id).powered.capture({ signal });
    return [width, height];
  },
  capture: async ([id = '', path = '', format = '', ...rest], { machines, signal }) => {
    const [x = 0, y = 0, width = 0, height = 0, scaledWidth = 0, scaledHeight = 0] = numbers(rest);
    const frame = await machines.machine(id).powered.capture({ signal });
    const region: Region = { x, y, width, height };
    const part = partOf(frame, region, { width: scaledWidth, height: scaledHeight });
    return [part.width, part.height, await writePicture(path, format, part)];
  },
  keys: ([id = '', hex = ''], { machines, signal }) =>
    none(machines.machine(id).powered.keys([...Buffer.from(hex, 'hex')], { signal })),
  pointer: async ([id = ''], { machines, signal }) => [
    (await machines.machine(id).powered.absolutePointer({ signal })) ? 1 : 0,
  ],
  mouse: ([id = '', kind = '', ...rest], { machines, signal }) => {
    const [x = 0, y = 0, dy = 0, dx = 0, buttons = 0] = numbers(rest);
    const target = { absolute: kind === 'abs', x, y, wheel: { dx, dy }, buttons };
    return none(machines.machine(id).powered.pointer(target, { signal }));
  },
  exec: async ([id = '', command = ''], { machines, signal }) => {
    const { exitCode, output } = await runInGuest(machines.machine(id).powered.machine, command, { signal });
    return [exitCode, output];
  },
  'serial-write': ([id = '', port = '', text = ''], { machines, signal }) =>
    none(machines.machine(id).powered.machine.serial(Number(port)).write(text, { signal })),
  'serial-read': ([id = '', port = '', from = ''], { machines }) => {
    const { output } = machines.machine(id).powered.machine.serial(Number(port));
    return [output.slice(Number(from))];
  },
  vnc: ([id = ''], { machines }) => [vncPort(machines.record(id))],
  pid: ([id = ''], { machines }) => {
    const machine = machines.machine(id);
    return [machine.isOn ? Number(machine.powered.machine.facts.pid ?? 0) : 0];
  },
  die: () => {
    process.kill(process.pid, 'SIGKILL');
    return undefined;
  },
};

async function none(work: Promise<unknown>): Promise<undefined> {
  await work;
}

async function medium(
  machines: Machines,
  id: string,
  drive: string,
  path: string,
  call: CallOptions,
): Promise<undefined> {
  const record = machines.record(id);
  if (record[drive] === undefined || !['optical', 'floppy'].includes(drive))
    throw new Failure('argument', `the machine has no drive '${drive}'`);
  const machine = machines.machine(id);
  if (machine.isOn) {
    const { media } = machine.powered.machine;
    if (path === '') await media.eject(drive as DriveName, call);
    else await media.insert(drive as DriveName, path, call);
  }
  machines.keep(id, { ...record, [drive]: path });
}

function recordOf(pairs: readonly string[]): MachineRecord {
  if (pairs.length % 2 !== 0) throw new Failure('argument', 'expected keys and values');
  const entries = pairs.flatMap((key, at) => (at % 2 === 0 ? [[key, pairs[at + 1] ?? ''] as const] : []));
  return Object.fromEntries(entries);
}
