/** The screen of a v86 machine as a picture, brought up to date on demand. */
import { createPicture, type Picture } from '../../frame/picture.ts';
import { GraphicsScreen } from './graphics-screen.ts';
import { highColourTable } from './high-colour.ts';
import { ScreenAdapter } from './screen-adapter.ts';
import { readTextMode } from './text-mode.ts';
import { TextScreen } from './text-screen.ts';
import type { V86Cpu, V86Layer, V86Vga } from './v86-internals.ts';

/** Attribute mode: pixels two dot clocks wide, the 256-colour modes. */
const WIDE_PIXELS = 0x40;
/** Clocking mode: half the dot clock, the modes of 320 pixels. */
const HALF_DOT_CLOCK = 0x08;
const BYTES_PER_PIXEL_HIGH_COLOUR = 2;

export class Display {
  /** v86's screen adapter. */
  readonly adapter: ScreenAdapter;
  readonly #text = new TextScreen();
  readonly #graphics = new GraphicsScreen();
  #black: Picture = createPicture({ width: 0, height: 0 });
  #cpu: V86Cpu | undefined;
  #picture: Picture | undefined;
  #touched = true;
  #newMode = true;
  #drew = false;
  #blanked = false;
  #layers: readonly V86Layer[] = [];
  /** What was drawn last of a VBE mode with a palette. */
  #indices = Buffer.alloc(0);
  #palette = Buffer.alloc(0);

  /** `onTouched` is told at every sign of a change, often and in the midst of the guest's work. */
  constructor(onTouched: () => void) {
    this.adapter = new ScreenAdapter({
      touched: () => {
        this.#touched = true;
        onTouched();
      },
      newMode: () => {
        this.#touched = true;
        this.#newMode = true;
        onTouched();
      },
      drawn: (layers) => {
        this.#drew = true;
        this.#draw(layers);
      },
    });
  }

  attach(cpu: V86Cpu): void {
    this.#cpu = cpu;
  }

  /** As of the last `update`; undefined until the guest has set a mode. Its pixels change with the next `update`. */
  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Draws what the guest changed; whether anything may have changed. */
  update(): boolean {
    const vga = this.#vga;
    const before = this.#picture;
    const blanked = vga.palette_source === 0;
    const changed = vga.graphical_mode ? this.#updateGraphics(vga) : this.#updateText(vga);
    const switched = blanked !== this.#blanked;
    this.#blanked = blanked;
    if (blanked && this.#picture) this.#picture = this.#blackOf(this.#picture);
    return changed || switched || before !== this.#picture;
  }

  /** Begins a vertical retrace: guests wait for it. */
  retrace(): void {
    this.#vga.update_vertical_retrace();
  }

  get #vga(): V86Vga {
    if (!this.#cpu) throw new Error('display: used before the emulator was loaded');
    return this.#cpu.devices.vga;
  }

  #updateText(vga: V86Vga): boolean {
    const touched = this.#touched;
    this.#touched = false;
    const mode = touched || this.#picture !== this.#text.picture ? readTextMode(vga) : undefined;
    if (!mode) return false;
    const changed = this.#text.draw(mode);
    this.#picture = this.#text.picture;
    return changed;
  }

  #updateGraphics(vga: V86Vga): boolean {
    const again = this.#newMode || this.#picture !== this.#graphics.picture;
    if (again) this.#beginMode(vga);
    this.#drew = false;
    if (again || this.#mayHaveChanged(vga)) {
      this.#layers = vga.layers;
      vga.screen_fill_buffer();
    }
    this.#picture = this.#graphics.picture;
    return this.#drew || again;
  }

  /** v86 keeps track itself, except of VBE modes with a palette, which it draws again each time. */
  #mayHaveChanged(vga: V86Vga): boolean {
    if (!vga.svga_enabled) return vga.diff_addr_min < vga.diff_addr_max || vga.layers !== this.#layers;
    if (vga.svga_bpp !== 8) return true;
    const { svga_memory, svga_offset, svga_width, svga_height, vga256_palette } = vga;
    const { buffer } = (this.#cpu as V86Cpu).wasm_memory;
    const start = svga_memory.byteOffset + svga_offset;
    const indices = Buffer.from(
      buffer,
      start,
      Math.min(svga_width * svga_height, svga_memory.byteLength - svga_offset),
    );
    const palette = Buffer.from(vga256_palette.buffer, vga256_palette.byteOffset, vga256_palette.byteLength);
    if (this.#indices.equals(indices) && this.#palette.equals(palette)) return false;
    this.#indices = Buffer.from(indices);
    this.#palette = Buffer.from(palette);
    return true;
  }

  #beginMode(vga: V86Vga): void {
    this.#newMode = false;
    if (vga.svga_enabled) {
      this.#graphics.resize({ width: vga.svga_width, height: vga.svga_height });
      vga.complete_redraw();
    } else {
      const { screen_width: width, screen_height: height } = vga;
      const lines = vga.vertical_display_enable_end + 1;
      const wide = (vga.attribute_mode & WIDE_PIXELS) !== 0 || (vga.clocking_mode & HALF_DOT_CLOCK) !== 0;
      const y = Math.max(1, Math.floor(lines / Math.max(1, height)));
      this.#graphics.resize({ width, height }, { x: wide ? 2 : 1, y });
      vga.complete_replot();
    }
  }

  #draw(layers: readonly V86Layer[]): void {
    const { svga_enabled, svga_bpp } = this.#vga;
    const highColour = svga_enabled && (svga_bpp === 15 || svga_bpp === 16);
    if (highColour) this.#drawHighColour(layers, highColourTable(svga_bpp));
    else this.#graphics.copy(layers);
  }

  /** v86 rounds these colours otherwise than QEMU: the guest's own memory is read instead. */
  #drawHighColour(layers: readonly V86Layer[], table: Uint32Array): void {
    const { svga_memory, svga_offset, svga_width } = this.#vga;
    const buffer = (this.#cpu as V86Cpu).wasm_memory.buffer;
    const words = new Uint16Array(
      buffer,
      svga_memory.byteOffset,
      svga_memory.byteLength / BYTES_PER_PIXEL_HIGH_COLOUR,
    );
    const row = new Uint32Array(svga_width);
    for (const { screen_y, buffer_height } of layers) {
      for (let y = screen_y; y < screen_y + buffer_height; y++) {
        const start = svga_offset + y * svga_width;
        for (let x = 0; x < svga_width; x++) row[x] = table[words[start + x] ?? 0] as number;
        this.#graphics.putRow(y, 0, row);
      }
    }
  }

  #blackOf(picture: Picture): Picture {
    const { width, height } = picture;
    if (this.#black.width !== width || this.#black.height !== height)
      this.#black = createPicture({ width, height });
    return this.#black;
  }
}
