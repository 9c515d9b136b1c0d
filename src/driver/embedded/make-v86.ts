/** Makes a v86 machine that does not run yet, without a browser. */
import { bootOrderNumber } from './boot-order.ts';
import type { Disk } from './disk.ts';
import type { BootPlan } from './protocol.ts';
import { type V86Constructor, type V86Emulator, type V86ScreenAdapter, wasm } from './v86-internals.ts';

/** Enough for 1600x1200 with 32 bits a pixel. */
const VGA_MEMORY = 8 * 2 ** 20;

/** What v86 asks of a browser in graphics modes. */
class MinimalImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

/** The media in its drives. */
export interface Media {
  readonly disks: readonly Disk[];
  readonly optical: Disk | undefined;
  readonly floppy: ArrayBuffer | undefined;
}

export async function makeV86(plan: BootPlan, media: Media, screen: V86ScreenAdapter): Promise<V86Emulator> {
  Object.assign(globalThis, { ImageData: MinimalImageData });
  const { V86 } = (await import('v86')) as unknown as { readonly V86: V86Constructor };
  const { module, bios, vgaBios } = plan.assets;
  const [hda, hdb] = media.disks;
  const v86 = new V86({
    wasm_fn: async (imports) => (await wasm.instantiate(module, imports)).exports,
    bios: { buffer: arrayBufferOf(bios) },
    vga_bios: { buffer: arrayBufferOf(vgaBios) },
    memory_size: plan.memory,
    vga_memory_size: VGA_MEMORY,
    boot_order: bootOrderNumber(plan.bootOrder),
    ...(hda && { hda }),
    ...(hdb && { hdb }),
    ...(media.optical && { cdrom: media.optical }),
    ...(media.floppy && { fda: { buffer: media.floppy } }),
    uart1: plan.serialPorts > 1,
    uart2: plan.serialPorts > 2,
    uart3: plan.serialPorts > 3,
    net_device: { type: 'none' },
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
  });
  // v86 puts a dummy of its own here later: the setter ignores it.
  Object.defineProperty(v86, 'screen_adapter', { get: () => screen, set: () => {}, configurable: true });
  await new Promise<void>((resolve) => v86.add_listener('emulator-loaded', () => resolve()));
  return v86;
}

/** A copy of exactly these bytes. */
export function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
