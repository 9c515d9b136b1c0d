/**
 * The parts of v86 that we use beyond its typed API, as they are in the pinned version
 * (test/conformance checks that they are still there). v86's own types need the DOM.
 */

/** What v86 asks of a screen adapter, among calls that only browsers need. */
export interface V86ScreenAdapter {
  readonly FLAG_BLINKING: number;
  readonly FLAG_FONT_PAGE_B: number;
  put_char(row: number, column: number, character: number, flags: number, bg: number, fg: number): void;
  set_mode(graphical: boolean): void;
  set_size_text(columns: number, rows: number): void;
  set_size_graphical(width: number, height: number, virtualWidth: number, virtualHeight: number): void;
  set_font_bitmap(
    height: number,
    nineWide: boolean,
    doubleWide: boolean,
    copyEighth: boolean,
    font: Uint8Array,
    changed: boolean,
  ): void;
  set_font_page(pageA: number, pageB: number): void;
  update_cursor_scanline(start: number, end: number, visible: boolean): void;
  update_cursor(row: number, column: number): void;
  update_buffer(layers: readonly V86Layer[]): void;
  clear_screen(): void;
  clear_text_state(): void;
  pause(): void;
  continue(): void;
  destroy(): void;
}

/** A rectangle of drawn pixels and where it goes on the screen; it may reach beyond the screen. */
export interface V86Layer {
  /** R G B A bytes; undefined until the first graphics mode. */
  readonly image_data: V86ImageData | null;
  readonly screen_x: number;
  readonly screen_y: number;
  readonly buffer_x: number;
  readonly buffer_y: number;
  readonly buffer_width: number;
  readonly buffer_height: number;
}

export interface V86ImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** The VGA with Bochs' VBE extension. Register names as in the VGA's manuals. */
export interface V86Vga {
  /** Text cells at offset 0: character and attribute, alternating. */
  readonly vga_memory: Uint8Array;
  /** Eight fonts of 8 KiB, 32 bytes a glyph. */
  readonly plane2: Uint8Array;
  readonly graphical_mode: boolean;
  readonly max_cols: number;
  readonly max_rows: number;
  readonly start_address: number;
  readonly offset_register: number;
  readonly cursor_address: number;
  readonly cursor_scanline_start: number;
  readonly cursor_scanline_end: number;
  readonly max_scan_line: number;
  readonly clocking_mode: number;
  readonly attribute_mode: number;
  readonly character_map_select: number;
  /** 0x20 while the screen is on. */
  readonly palette_source: number;
  readonly dac_map: Uint8Array;
  readonly dac_mask: number;
  readonly color_select: number;
  /** 0x00RRGGBB. */
  readonly vga256_palette: Int32Array;
  readonly vertical_display_enable_end: number;
  readonly screen_width: number;
  readonly screen_height: number;
  readonly svga_enabled: boolean;
  readonly svga_width: number;
  readonly svga_height: number;
  readonly svga_bpp: number;
  /** In pixels. */
  readonly svga_offset: number;
  readonly svga_memory: { readonly byteOffset: number; readonly byteLength: number };
  readonly layers: readonly V86Layer[];
  readonly diff_addr_min: number;
  readonly diff_addr_max: number;
  /** Draws what changed and hands it to the adapter's `update_buffer`; begins a vertical retrace. */
  screen_fill_buffer(): void;
  update_vertical_retrace(): void;
  /** All of it is drawn again by the next `screen_fill_buffer`. */
  complete_redraw(): void;
  complete_replot(): void;
}

export interface V86ByteQueue {
  readonly length: number;
}

export interface V86Ps2 {
  readonly kbd_buffer: V86ByteQueue;
  readonly mouse_buffer: V86ByteQueue;
  readonly enable_keyboard_stream: boolean;
  /** The next byte for the keyboard is the argument of "set lights". */
  readonly next_read_led: boolean;
  port60_write(value: number): void;
  mouse_stream_active(): boolean;
  send_mouse_packet(dx: number, dy: number): void;
}

export interface V86VmwareMouse {
  enabled: boolean;
  absolute: boolean;
  queue: number[];
  last_x: number;
  last_y: number;
}

export interface V86Rtc {
  /** Milliseconds since 1970, advanced by how far Date.now() moved since `last_update`. */
  rtc_time: number;
  last_update: number;
  cmos_write(index: number, value: number): void;
}

/** A drive of the IDE controller. */
export interface V86IdeDrive {
  buffer: V86DiskBuffer | null;
  set_cdrom(buffer: V86DiskBuffer): void;
  eject(): void;
}

export interface V86FloppyDrive {
  readonly buffer: unknown;
  eject_disk(): void;
}

/** What v86 asks of a disk's memory. */
export interface V86DiskBuffer {
  readonly byteLength: number;
  onload: ((event: object) => void) | undefined;
  onprogress: ((event: object) => void) | undefined;
  load(): void;
  get(start: number, length: number, done: (data: Uint8Array) => void): void;
  get_and_cache(start: number, length: number, done: (data: Uint8Array) => void): void;
  get_from_cache(start: number, length: number): Uint8Array;
  set(start: number, data: Uint8Array, done: () => void): void;
  get_state(): unknown[];
  set_state(state: unknown): void;
}

export interface V86Io {
  register_read(
    port: number,
    device: object,
    read8?: () => number,
    read16?: () => number,
    read32?: () => number,
  ): void;
  register_write(
    port: number,
    device: object,
    write8?: (value: number) => void,
    write16?: (value: number) => void,
    write32?: (value: number) => void,
  ): void;
}

export interface V86Cpu {
  readonly devices: {
    readonly vga: V86Vga;
    readonly ps2: V86Ps2;
    readonly vmware: V86VmwareMouse;
    readonly rtc: V86Rtc;
    readonly cdrom: V86IdeDrive;
    readonly fdc: { readonly drives: readonly V86FloppyDrive[] };
  };
  readonly io: V86Io;
  readonly wasm_memory: { readonly buffer: ArrayBuffer };
  /** Resets the processor and some devices; the guest does it through the keyboard controller. */
  reboot_internal(): void;
  /** Ends the sleep of a halted processor. */
  stop_idling(): void;
}

export interface V86Emulator {
  screen_adapter: V86ScreenAdapter;
  readonly bus: { send(name: string, value: unknown): void };
  readonly v86: { readonly cpu: V86Cpu };
  add_listener(name: string, listener: (value: never) => void): void;
  run(): Promise<void>;
  stop(): Promise<void>;
  restart(): void;
  save_state(): Promise<ArrayBuffer>;
  restore_state(state: ArrayBuffer): Promise<void>;
  set_fda(image: { readonly buffer: ArrayBuffer }): Promise<void>;
  serial_send_bytes(port: number, bytes: Uint8Array): void;
}

/** The options that we use. Disks may be anything with `get`, `set` and `load`. */
export interface V86Options {
  readonly wasm_fn: (imports: object) => Promise<object>;
  readonly bios: { readonly buffer: ArrayBuffer };
  readonly vga_bios: { readonly buffer: ArrayBuffer };
  readonly memory_size: number;
  readonly vga_memory_size: number;
  readonly boot_order: number;
  readonly hda?: V86DiskBuffer;
  readonly hdb?: V86DiskBuffer;
  readonly cdrom?: V86DiskBuffer;
  readonly fda?: { readonly buffer: ArrayBuffer };
  readonly uart1: boolean;
  readonly uart2: boolean;
  readonly uart3: boolean;
  readonly net_device: { readonly type: 'none' };
  readonly autostart: false;
  readonly disable_keyboard: true;
  readonly disable_mouse: true;
  readonly disable_speaker: true;
}

export type V86Constructor = new (options: V86Options) => V86Emulator;

/** The WebAssembly API, which our library settings leave out. */
export interface WasmApi {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: object }>;
}

/** Node's WebAssembly. */
export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
