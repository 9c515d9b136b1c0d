/** The worker thread of one guest: owns the emulator and answers the main thread. */
import { parentPort } from 'node:worker_threads';
import type { PointerButton } from '../driver.ts';
import { DamageHint } from './damage-hint.ts';
import { type DiskContent, transferOf } from './disk-content.ts';
import { writeFlatImage } from './disk-file.ts';
import { Display } from './display.ts';
import { Emulator } from './emulator.ts';
import { FrameDiffer } from './frame-differ.ts';
import { InputPump } from './input-pump.ts';
import { ABSOLUTE_RANGE, type PointerPort, pointerItems } from './pointer-items.ts';
import type { WorkerCalls, WorkerEvents } from './protocol.ts';
import { Moved, type Port, serveRpc } from './rpc.ts';
import { SerialBatches } from './serial-batches.ts';

/** The VGA's vertical retrace, about 60 times a second, in ms. */
const RETRACE_INTERVAL = 16;

const display: Display = new Display(() => hint.touched());
const differ = new FrameDiffer(display);
const hint = new DamageHint(differ, () => main.emit('damage', undefined));
const serial = new SerialBatches((port, bytes) => main.emit('serial', { port, bytes }));
const pressed = new Set<PointerButton>();
let absolute = false;
let disks: readonly DiskContent[] = [];
let booted: { readonly emulator: Emulator; readonly pump: InputPump } | undefined;

const main = serveRpc<WorkerCalls, WorkerEvents>(parentPort as unknown as Port, {
  async boot(plan) {
    disks = plan.disks;
    const emulator = await Emulator.boot(plan, display, {
      serial: (port, byte) => serial.add(port, byte),
      absolute: (listening) => {
        if (listening !== absolute) main.emit('absolute', listening);
        absolute = listening;
      },
      leds: (leds) => main.emit('leds', leds),
      reset: () => main.emit('reset', undefined),
      poweredOff: () => {
        serial.flush();
        main.emit('poweredOff', undefined);
      },
    });
    booted = { emulator, pump: new InputPump(emulator.cpu.devices.ps2, () => emulator.running) };
    setInterval(() => {
      display.retrace();
      hint.look();
    }, RETRACE_INTERVAL);
  },
  async powerOff() {
    await booted?.emulator.powerOff();
    serial.flush();
    return new Moved({ disks }, disks.flatMap(transferOf));
  },
  reset: () => machine().emulator.reset(),
  pause: () => machine().emulator.pause(),
  resume: () => machine().emulator.resume(),
  frame({ fresh, spare }) {
    const answer = differ.next(fresh, spare);
    hint.arm();
    return answer.kind === 'changed' ? new Moved(answer, [answer.rows]) : answer;
  },
  capture() {
    const screen = differ.screen();
    return screen ? new Moved(screen, [screen.data]) : undefined;
  },
  keys: (sequences) => machine().pump.deliver(sequences.map((bytes) => () => sendKey(bytes))),
  pointer: (events) => machine().pump.deliver(pointerItems(events, pointerPort, pressed)),
  serial: ({ port, bytes }) => machine().emulator.sendSerial(port, bytes),
  insert: ({ drive, image }) => machine().emulator.insert(drive, image),
  eject: ({ drive }) => machine().emulator.eject(drive),
  bootOrder: (order) => machine().emulator.setBootOrder(order),
  save: ({ state, disks }) => machine().emulator.save(state, disks),
  async exportDisk({ index, path }) {
    const disk = disks[index];
    if (disk) await writeFlatImage(disk, path);
  },
});

const pointerPort: PointerPort = {
  absolute: () => absolute,
  size: () => {
    differ.look(); // nobody may have looked since the guest changed its mode
    return display.picture;
  },
  moveBy: (dx, dy) => machine().emulator.send('mouse-delta', [dx, dy]),
  moveTo(x, y) {
    const { emulator } = machine();
    emulator.send('mouse-absolute', [x, y, ABSOLUTE_RANGE, ABSOLUTE_RANGE]);
    // As VMware does: a packet without movement makes the interrupt that tells the guest to ask the backdoor.
    const { ps2 } = emulator.cpu.devices;
    if (ps2.mouse_stream_active()) ps2.send_mouse_packet(0, 0);
  },
  buttons: (held) =>
    machine().emulator.send('mouse-click', [held.has('left'), held.has('middle'), held.has('right')]),
  wheel: (direction) => machine().emulator.send('mouse-wheel', [direction, 0]),
};

function sendKey(bytes: readonly number[]): void {
  for (const byte of bytes) machine().emulator.send('keyboard-code', byte);
}

function machine(): NonNullable<typeof booted> {
  if (!booted) throw new Error('asked before it was booted');
  return booted;
}
