/** Questions of the service: answered by the user's table, or a reason to fail; never waited on. */
import { withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import type { PrlApi } from './api.ts';
import { bare } from './machine-id.ts';

/** An answer that the service would take. */
export interface Choice {
  readonly code: number;
  readonly text: string;
}

export type Decision =
  | { readonly answer: Choice }
  /** No rule for the question, or one whose answer is not offered. */
  | { readonly refused: string };

/** What the table says: its first entry whose text is in the question. Letter case is ignored. */
export function decide(
  question: string,
  choices: readonly Choice[],
  table: Readonly<Record<string, string>>,
): Decision {
  const rule = Object.entries(table).find(([part]) => question.toLowerCase().includes(part.toLowerCase()));
  if (!rule) return { refused: 'no answer is given for it' };
  const [, wanted] = rule;
  const answer = choices.find(
    ({ code, text }) => text.toLowerCase() === wanted.toLowerCase() || String(code) === wanted,
  );
  return answer ? { answer } : { refused: `'${wanted}' is none of its answers` };
}

/** Waits that a question may end: by machine, '' for those of the service itself. */
export class Questions {
  readonly #api: PrlApi;
  readonly #table: Readonly<Record<string, string>>;
  readonly #waiting = new Map<string, Set<AbortController>>();
  /** Machines that we have, by id: how often. */
  readonly #ours = new Map<string, number>();
  /** What nobody answered, by machine. */
  readonly #open = new Map<string, string>();

  constructor(api: PrlApi, table: Readonly<Record<string, string>>) {
    this.#api = api;
    this.#table = table;
  }

  /** A machine is ours until this is disposed: its questions fail nobody who waits for another one. */
  know(machine: string): Disposable {
    const id = bare(machine);
    this.#ours.set(id, (this.#ours.get(id) ?? 0) + 1);
    let known = true;
    const forget = () => {
      const left = (this.#ours.get(id) ?? 0) - Number(known);
      known = false;
      if (left > 0) return void this.#ours.set(id, left);
      this.#ours.delete(id);
      this.#open.delete(id);
    };
    return { [Symbol.dispose]: forget };
  }

  /** The last question of a machine that was not answered. */
  openOf(machine: string): string | undefined {
    return this.#open.get(bare(machine));
  }

  /**
   * A signal that fires with the error of a question that was not answered. Dispose it when the wait has ended.
   * `machine`: its id, '' for the service itself.
   */
  watch(machine: string): Disposable & { readonly signal: AbortSignal } {
    const id = bare(machine);
    const controller = new AbortController();
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(controller));
    const stop = () => {
      waiting.delete(controller);
      if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
    };
    return { signal: controller.signal, [Symbol.dispose]: stop };
  }

  /**
   * Answers a question, or fails whoever waits for its machine. One that is about no machine of ours fails all who wait:
   * it may be about a machine that is being made, and nobody must be left hanging on it.
   */
  async answer(server: OwnedHandle, event: OwnedHandle, machine: string): Promise<void> {
    const { text, choices } = await this.#read(event);
    this.#open.delete(bare(machine));
    const decision = decide(text, choices, this.#table);
    if ('answer' in decision) {
      const failed = await this.#send(server, event, decision.answer).then(
        () => undefined,
        (error: unknown) => messageOf(error),
      );
      if (failed === undefined) return;
      this.#fail(bare(machine), text, unanswered(text, choices, failed));
    } else this.#fail(bare(machine), text, unanswered(text, choices, decision.refused));
  }

  async #send(server: OwnedHandle, event: OwnedHandle, { code }: Choice): Promise<void> {
    const api = this.#api;
    const what = 'answering a question';
    using answer = await api.own('answer', (out) =>
      api.do(what, 'PrlEvent_CreateAnswerEvent', event.value, out, code),
    );
    await withDeadline(what, {}, (deadline) =>
      api.run('PrlSrv_SendAnswer', [server.value, answer.value], { what, deadline }),
    );
  }

  #fail(machine: string, text: string, error: GuestwrightError): void {
    const ours = this.#ours.has(machine);
    if (ours) this.#open.set(machine, text);
    const named = this.#waiting.get(machine);
    const all = named ? [named] : ours ? [] : [...this.#waiting.values()];
    for (const controllers of all) for (const controller of controllers) controller.abort(error);
  }

  async #read(event: OwnedHandle): Promise<{ text: string; choices: readonly Choice[] }> {
    const api = this.#api;
    const what = 'reading a question';
    const text = await api.text(what, (buffer, length) =>
      api.library.call('PrlEvent_GetErrString', event.value, false, false, buffer, length),
    );
    const count = await api.get('u32', (out) => api.do(what, 'PrlEvent_GetParamsCount', event.value, out));
    const choices: Choice[] = [];
    for (let index = 0; index < count; index++) {
      using parameter = await api.own('answer', (out) =>
        api.do(what, 'PrlEvent_GetParam', event.value, index, out),
      );
      const code = await api
        .get('i32', (out) => api.do(what, 'PrlEvtPrm_ToInt32', parameter.value, out))
        .catch(() => undefined); // parameters of other types are parts of the text
      if (code !== undefined) choices.push({ code, text: (await api.describe(code)).replace(/\.+$/, '') });
    }
    return { text: text.trim(), choices };
  }
}

function unanswered(question: string, choices: readonly Choice[], why: string): GuestwrightError {
  const offered = choices.map(({ text, code }) => text || String(code));
  return new GuestwrightError(`Parallels asks: '${question}'; ${why}`, {
    code: 'hypervisor',
    remedy: `Give an answer where the driver is named, such as questions: { '${question.slice(0, 30)}': '${offered[0] ?? 'Yes'}' }.`,
    details: { question, answers: offered },
    ...(offered.length > 0 && { output: `It takes: ${offered.join(', ')}` }),
  });
}
