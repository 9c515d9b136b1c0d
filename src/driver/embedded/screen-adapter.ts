/** What v86 tells about its screen, reduced to "something changed" and the rows of graphics modes. */
import type { V86Layer, V86ScreenAdapter } from './v86-internals.ts';

/** Stands in for v86's canvas. */
export class ScreenAdapter implements V86ScreenAdapter {
  readonly FLAG_BLINKING = 1;
  readonly FLAG_FONT_PAGE_B = 2;
  readonly #touched: () => void;
  readonly #newMode: () => void;
  readonly #drawn: (layers: readonly V86Layer[]) => void;

  constructor(listeners: {
    /** Something of the screen changed. */
    readonly touched: () => void;
    /** The display mode was set, possibly to what it was. */
    readonly newMode: () => void;
    /** v86 drew rows of a graphics mode. */
    readonly drawn: (layers: readonly V86Layer[]) => void;
  }) {
    this.#touched = listeners.touched;
    this.#newMode = listeners.newMode;
    this.#drawn = listeners.drawn;
  }

  put_char(): void {
    this.#touched();
  }

  set_mode(): void {
    this.#newMode();
  }

  set_size_text(): void {
    this.#touched();
  }

  set_size_graphical(): void {
    this.#newMode();
  }

  set_font_bitmap(): void {
    this.#touched();
  }

  set_font_page(): void {
    this.#touched();
  }

  update_cursor_scanline(): void {
    this.#touched();
  }

  update_cursor(): void {
    this.#touched();
  }

  update_buffer(layers: readonly V86Layer[]): void {
    this.#drawn(layers);
  }

  clear_screen(): void {
    this.#touched();
  }

  clear_text_state(): void {}
  pause(): void {}
  continue(): void {}
  destroy(): void {}
}
