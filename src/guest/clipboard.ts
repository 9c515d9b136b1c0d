/** The guest's clipboard, where its driver and the guest share it. */
import type { CallOptions } from '../base/deadline.ts';
import { Secret } from '../base/secret.ts';
import { unsupported } from '../driver/capabilities.ts';
import type { DesktopClipboard } from '../driver/driver.ts';
import { type GuestContext, perform, remaining } from './context.ts';

export class Clipboard {
  readonly #context: GuestContext;

  constructor(context: GuestContext) {
    this.#context = context;
  }

  /**
   * The text that the guest put there last; undefined before it told of any. A copy takes the guest a moment: use
   * `expect.poll(() => guest.clipboard.read())`.
   */
  async read(options: CallOptions = {}): Promise<string | undefined> {
    return await this.#call('read the clipboard', options, (clipboard, call) => clipboard.read(call));
  }

  /** Offers a text for the guest to paste. Logs its length alone. */
  async write(text: string | Secret, options: CallOptions = {}): Promise<void> {
    const value = Secret.is(text) ? text.reveal() : text;
    const title = Secret.is(text)
      ? `put ${text} into the clipboard`
      : `put ${value.length} characters into the clipboard`;
    await this.#call(title, options, (clipboard, call) => clipboard.write(value, call));
    this.#context.inputLog.add(title);
    this.#context.input.acted();
  }

  async #call<T>(
    title: string,
    options: CallOptions,
    work: (clipboard: DesktopClipboard, call: CallOptions) => Promise<T>,
  ): Promise<T> {
    const { driver } = this.#context.machine.host;
    if (!driver.capabilities.has('clipboard')) throw unsupported(driver.name, 'clipboard');
    return await perform(
      this.#context,
      { title, category: 'keyboard', timeout: 'call' },
      options,
      async (attempt) => {
        const { clipboard } = await this.#context.desktop.get(attempt);
        if (!clipboard) throw unsupported(driver.name, 'clipboard');
        return await work(clipboard, { signal: attempt.signal, timeout: remaining(attempt) });
      },
    );
  }
}
