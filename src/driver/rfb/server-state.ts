/** What a server told of itself: what it can do, LEDs, the pointer's mode and picture, its screens and name. */
import type { Screen } from './client-messages.ts';
import type { CursorPicture } from './cursor.ts';
import type { DesktopLayout, KeyboardLeds } from './framebuffer-update.ts';
import type { ServerMessageHandlers } from './server-messages.ts';

/** What the server showed so far that it can do. */
export interface RfbFeatures {
  /** Takes scan codes (QEMU extended key events). */
  readonly extendedKeys: boolean;
  /** Takes nine buttons. */
  readonly extendedButtons: boolean;
  readonly fence: boolean;
  readonly continuousUpdates: boolean;
  /** Told of its screens, and may change its size when asked. */
  readonly setDesktopSize: boolean;
  /** It is QEMU, which looks for changes of a still screen every 3 s only unless it is nudged. */
  readonly qemu: boolean;
}

const NOTHING: RfbFeatures = {
  extendedKeys: false,
  extendedButtons: false,
  fence: false,
  continuousUpdates: false,
  setDesktopSize: false,
  qemu: false,
};

/** Facts of one connection; `changed` is told of each new one. */
export class ServerState {
  readonly #changed: (state: ServerState) => void;
  readonly #layoutListeners = new Set<(layout: DesktopLayout) => void>();
  #features = NOTHING;
  #name: string;
  #leds: KeyboardLeds | undefined;
  #absolute = true;
  #cursor: CursorPicture | undefined;
  #screens: readonly Screen[] = [];

  constructor(name: string, changed: (state: ServerState) => void) {
    this.#name = name;
    this.#changed = changed;
    if (name.startsWith('QEMU')) this.#features = { ...NOTHING, qemu: true };
  }

  get features(): RfbFeatures {
    return this.#features;
  }

  get name(): string {
    return this.#name;
  }

  /** Undefined while the server does not tell. */
  get leds(): KeyboardLeds | undefined {
    return this.#leds;
  }

  /** Pointer events are positions now. */
  get absolute(): boolean {
    return this.#absolute;
  }

  get cursor(): CursorPicture | undefined {
    return this.#cursor;
  }

  get screens(): readonly Screen[] {
    return this.#screens;
  }

  /** Tells every answer to a request for another size until it is disposed. */
  onLayout(listener: (layout: DesktopLayout) => void): Disposable {
    this.#layoutListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#layoutListeners.delete(listener) };
  }

  learn(features: Partial<RfbFeatures>): void {
    this.#features = { ...this.#features, ...features };
    this.#changed(this);
  }

  /** What fills it. */
  handlers(): ServerMessageHandlers {
    return {
      extendedKeys: () => this.learn({ extendedKeys: true }),
      extendedButtons: () => this.learn({ extendedButtons: true }),
      leds: (leds) => {
        this.#leds = leds;
        this.#changed(this);
      },
      pointerAbsolute: (absolute) => {
        this.#absolute = absolute;
        this.learn({ qemu: true });
      },
      cursor: (cursor) => {
        this.#cursor = cursor;
      },
      name: (name) => {
        this.#name = name;
        this.#changed(this);
      },
      layout: (layout) => {
        if (layout.status === 0) this.#screens = layout.screens;
        if (!this.#features.setDesktopSize) this.learn({ setDesktopSize: true });
        for (const listener of [...this.#layoutListeners]) listener(layout);
      },
    };
  }
}
