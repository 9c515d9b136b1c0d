/** The contract with the pinned v86: its internals are where we expect them, and do what we use them for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadAssets, v86Version } from '../../../../src/driver/embedded/assets.ts';
import { emptyDisk } from '../../../../src/driver/embedded/disk-content.ts';
import { Display } from '../../../../src/driver/embedded/display.ts';
import { Emulator, type EmulatorListener } from '../../../../src/driver/embedded/emulator.ts';
import { InputPump } from '../../../../src/driver/embedded/input-pump.ts';
import type { BootPlan } from '../../../../src/driver/embedded/protocol.ts';

/**
 * A boot sector: mode 3, no cursor, 'H' at the top left, "r" on COM1; then each key's ASCII code goes to COM1;
 * 'p' paints the first pixel of VBE mode 640x480x32, 'o' switches off by ACPI, 'b' resets by the keyboard controller.
 */
const GUEST = [
  'b80300 cd10', // mov ax,3; int 10h: mode 3
  'b401 b90020 cd10', // mov ah,1; mov cx,2000h; int 10h: no cursor
  'b800b8 8ec0 26c7060000481f', // mov ax,b800h; mov es,ax; mov word [es:0],1f48h
  'baf803 b072 ee', // mov dx,3f8h; mov al,'r'; out dx,al
  'b400 cd16', // next: mov ah,0; int 16h
  'baf803 ee', // mov dx,3f8h; out dx,al
  '3c70 740a', // cmp al,'p'; je paint
  '3c6f 741c', // cmp al,'o'; je off
  '3c62 741f', // cmp al,'b'; je reset
  'ebea', // jmp next
  'b8024f bb1201 cd10', // paint: mov ax,4f02h; mov bx,112h; int 10h
  'b800a0 8ec0 26c70600003412', // mov ax,a000h; mov es,ax; mov word [es:0],1234h
  'ebd4', // jmp next
  'ba0406 b80020 ef', // off: mov dx,604h; mov ax,2000h; out dx,ax
  'b0fe e664 ebfe', // reset: mov al,feh; out 64h,al; jmp $
];
const FLOPPY_SIZE = 1_474_560;
const A_AND_P = [[0x1e], [0x9e], [0x19], [0x99]];

let folder: string;
let emulators: Emulator[] = [];

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-test-'));
});

test.afterEach(async () => {
  for (const emulator of emulators) await emulator.powerOff();
  emulators = [];
  await rm(folder, { recursive: true });
});

/** A machine with the guest in its floppy drive, what it said on COM1, and what else it told. */
async function boot(changes: Partial<BootPlan> = {}) {
  const image = Buffer.alloc(FLOPPY_SIZE);
  image.write(GUEST.join('').replaceAll(' ', ''), 'hex');
  image.writeUInt16LE(0xaa55, 510);
  const floppy = join(folder, 'guest.img');
  await writeFile(floppy, image);
  const heard = { serial: '', told: [] as string[] };
  const listener: EmulatorListener = {
    serial: (port, byte) => {
      heard.serial += port === 0 ? String.fromCharCode(byte) : '?';
    },
    absolute: () => {},
    leds: () => {},
    reset: () => heard.told.push('reset'),
    poweredOff: () => heard.told.push('off'),
  };
  const display = new Display(() => {});
  const plan: BootPlan = {
    assets: await loadAssets(),
    memory: 4 * 2 ** 20,
    disks: [emptyDisk(2 ** 20)],
    optical: undefined,
    floppy,
    bootOrder: ['floppy'],
    serialPorts: 1,
    clock: 'host',
    absolutePointer: true,
    state: undefined,
    ...changes,
  };
  const emulator = await Emulator.boot(plan, display, listener);
  emulators.push(emulator);
  const pump = new InputPump(emulator.cpu.devices.ps2, () => emulator.running);
  const keys = (sequences: readonly (readonly number[])[]) =>
    pump.deliver(
      sequences.map((bytes) => () => {
        for (const byte of bytes) emulator.send('keyboard-code', byte);
      }),
    );
  return { emulator, display, heard, keys };
}

/** The first pixel and the size. */
function look(display: Display): string {
  display.update();
  const { picture } = display;
  return picture
    ? `${picture.width}x${picture.height} ${(picture.pixels[0] as number).toString(16)}`
    : 'nothing';
}

test('the pinned version is the one that these internals were found in', () => {
  expect(v86Version()).toBe('0.5.462');
});

test('v86 has the internals that we use', async () => {
  const { emulator } = await boot();
  const { devices, io, wasm_memory } = emulator.cpu;
  const { cdrom, fdc, ps2, rtc, vga, vmware } = devices;
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
  const numbers = [
    vga.max_cols,
    vga.max_rows,
    vga.start_address,
    vga.offset_register,
    vga.cursor_address,
    vga.cursor_scanline_start,
    vga.cursor_scanline_end,
    vga.max_scan_line,
    vga.clocking_mode,
    vga.attribute_mode,
    vga.character_map_select,
    vga.palette_source,
    vga.color_select,
    vga.vertical_display_enable_end,
    vga.screen_width,
    vga.screen_height,
    vga.svga_width,
    vga.svga_height,
    vga.svga_bpp,
    vga.svga_offset,
    vga.svga_memory.byteOffset,
    vga.svga_memory.byteLength,
    vga.diff_addr_min,
    vga.diff_addr_max,
    rtc.rtc_time,
    rtc.last_update,
    ps2.kbd_buffer.length,
    ps2.mouse_buffer.length,
    vmware.last_x,
    vmware.last_y,
  ];
  const functions = [
    vga.screen_fill_buffer,
    vga.update_vertical_retrace,
    vga.complete_redraw,
    vga.complete_replot,
    ps2.mouse_stream_active,
    ps2.send_mouse_packet,
    ps2.port60_write,
    rtc.cmos_write,
    cdrom.set_cdrom,
    cdrom.eject,
    fdc.drives[0]?.eject_disk,
    io.register_read,
    io.register_write,
    emulator.cpu.reboot_internal,
    emulator.cpu.stop_idling,
  ];
  expect(numbers.map(kind)).toEqual(numbers.map(() => 'number'));
  expect(functions.map(kind)).toEqual(functions.map(() => 'function'));
  const booleans = [vga.graphical_mode, vga.svga_enabled, vmware.enabled, vmware.absolute, ps2.next_read_led];
  expect(booleans.map(kind)).toEqual(booleans.map(() => 'boolean'));
  expect([kind(vga.layers), kind(vmware.queue)]).toEqual(['array', 'array']);
  expect([vga.vga_memory.length, vga.plane2.length, vga.dac_map.length]).toEqual([0x40000, 0x10000, 16]);
  expect(vga.vga256_palette.length).toBe(256);
  expect(wasm_memory.buffer.byteLength).toBeGreaterThan(0);
});

test('a guest boots, shows text and graphics, and takes every key', async () => {
  const { display, heard, keys } = await boot();
  await expect.poll(() => heard.serial).toBe('r');
  expect(look(display)).toBe('720x400 ffa80000');
  await keys([...A_AND_P.slice(0, 2), ...A_AND_P]);
  await expect.poll(() => heard.serial).toBe('raap');
  await expect.poll(() => look(display)).toBe('640x480 ff341200');
});

test('a saved state goes on where it was, with its disks beside it', async () => {
  const first = await boot();
  await expect.poll(() => first.heard.serial).toBe('r');
  await first.keys(A_AND_P);
  await expect.poll(() => look(first.display)).toBe('640x480 ff341200');
  const state = join(folder, 'state.gz');
  await first.emulator.save(state, []);
  const second = await boot({ state, floppy: undefined });
  expect(look(second.display)).toBe('640x480 ff341200');
  await second.keys(A_AND_P.slice(0, 2));
  await expect.poll(() => second.heard.serial).toBe('a');
});

test('a pause stops the guest, and it takes what came meanwhile afterwards', async () => {
  const { emulator, heard, keys } = await boot();
  await expect.poll(() => heard.serial).toBe('r');
  await emulator.pause();
  await keys(A_AND_P.slice(0, 2));
  expect(heard.serial).toBe('r');
  await emulator.resume();
  await expect.poll(() => heard.serial).toBe('ra');
});

test('a reset by the guest is told, one by the host is not, and both boot again', async () => {
  const { emulator, heard, keys } = await boot();
  await expect.poll(() => heard.serial).toBe('r');
  await keys([[0x30], [0xb0]]);
  await expect.poll(() => heard.serial).toBe('rbr');
  emulator.reset();
  await expect.poll(() => heard.serial).toBe('rbrr');
  expect(heard.told).toEqual(['reset']);
});

test('power off by the guest is told when the emulator has stopped', async () => {
  const { emulator, heard, keys } = await boot();
  await expect.poll(() => heard.serial).toBe('r');
  await keys([[0x18], [0x98]]);
  await expect.poll(() => heard.told).toEqual(['off']);
  expect(emulator.running).toBe(false);
});

test('an image of no floppy format is refused', async () => {
  const { emulator } = await boot();
  const huge = join(folder, 'huge.img');
  await writeFile(huge, Buffer.alloc(8 * 2 ** 20));
  emulator.eject('floppy');
  await expect(emulator.insert('floppy', huge)).rejects.toThrow('its size is that of no floppy format');
});
