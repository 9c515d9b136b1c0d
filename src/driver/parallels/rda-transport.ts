/** Pictures and input by the library's Remote Desktop Access (Parallels Desktop). */
import { join } from 'node:path';
import { type Deadline, pause } from '../../base/deadline.ts';
import type { PrivateFolder } from '../../base/temporary.ts';
import type { PointerEvent } from '../driver.ts';
import { keyCalls } from './key-calls.ts';
import { PointerCalls } from './pointer-calls.ts';
import type { MachinePower } from './power.ts';
import { RdaConnection } from './rda-connection.ts';
import { RdaScreen } from './rda-screen.ts';
import type { DesktopTransport, ScreenSource } from './transport.ts';

/** After a key, ms: what comes faster may be lost between the library and the guest. */
const KEY_INTERVAL = 2;
const EXTENDED = 0xe0;

export class RdaTransport implements DesktopTransport {
  readonly kind = 'library';
  readonly #connection: RdaConnection;
  readonly #pointer = new PointerCalls();
  readonly #folder: PrivateFolder;
  readonly #format: 'bmp' | 'png';
  #pointerEpoch: number | undefined;
  #screens = 0;

  /** Pictures pass through `folder`, which is ours from now on. */
  constructor(power: MachinePower, folder: PrivateFolder, format: 'bmp' | 'png') {
    this.#connection = new RdaConnection(power);
    this.#folder = folder;
    this.#format = format;
  }

  async displays(deadline: Deadline): Promise<number> {
    const vm = await this.#connection.vm(deadline);
    const { api } = this.#connection.power.ref;
    return await api.get('u32', (out) =>
      api.do('counting displays', 'PrlDevDisplay_GetAvailableDisplaysCount', vm, out),
    );
  }

  screen(display: number): ScreenSource {
    const path = join(this.#folder.path, `screen${++this.#screens}.${this.#format}`);
    return new RdaScreen(this.#connection, { display, path, format: this.#format });
  }

  async type(bytes: readonly number[], deadline: Deadline): Promise<void> {
    const calls = keyCalls(bytes);
    const vm = await this.#connection.vm(deadline);
    const { api } = this.#connection.power.ref;
    for (const { code, event } of calls) {
      deadline.throwIfDone();
      await api.do('sending a key', 'PrlDevKeyboard_SendKeyEvent', vm, code, event);
      if (code !== EXTENDED) await pause(KEY_INTERVAL, deadline.signal);
    }
  }

  async point(
    events: readonly PointerEvent[],
    { absolute, deadline }: { readonly absolute: boolean; readonly deadline: Deadline },
  ): Promise<void> {
    const { epoch, ref } = this.#connection.power;
    if (this.#pointerEpoch !== epoch) this.#pointer.reset();
    this.#pointerEpoch = epoch;
    const vm = await this.#connection.vm(deadline);
    for (const { to, x, y, wheel, horizontalWheel, buttons } of this.#pointer.of(events, { absolute })) {
      deadline.throwIfDone();
      const name = to === 'position' ? 'PrlDevMouse_SetPosEx' : 'PrlDevMouse_MoveEx';
      await ref.api.do('moving the pointer', name, vm, x, y, wheel, horizontalWheel, buttons);
    }
  }

  async absolute(deadline: Deadline): Promise<boolean> {
    const vm = await this.#connection.vm(deadline);
    const { api } = this.#connection.power.ref;
    return await api.get('bool32', (out) =>
      api.do('asking for the pointer', 'PrlDevDisplay_IsSlidingMouseEnabled', vm, out),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
