/**
 * A trace while it is recorded: actions, log lines, screens and output of any number of guests, for Playwright's trace
 * viewer. `guest` gives the observer of one guest; `finish` makes the zip.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { now } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { acquireLock, type Lock } from '../../base/lock.ts';
import { maskSecrets } from '../../base/secret.ts';
import { packageVersion } from '../../base/version.ts';
import type { SourceLocation } from '../../guest/location.ts';
import { TraceAction } from './action.ts';
import { type After, TRACE_VERSION, type TraceAttachment } from './format.ts';
import { FrameStore } from './frame-store.ts';
import { TraceFolder } from './trace-folder.ts';
import { lockPathOf } from './trace-lock.ts';

export interface TraceOptions {
  /** Where it grows, absolute; must not exist. A killed process leaves it, and `recoverTrace` makes a zip of it. */
  readonly folder: string;
  /** The viewer's title: the test or script. */
  readonly title: string;
  /** Shown as the browser: driver and hypervisor. */
  readonly product: string;
}

/** What is known of an action when it begins. */
export interface ActionFacts {
  readonly title: string;
  /** Such as 'keyboard'; groups in the viewer's timeline. */
  readonly category: string;
  readonly location: SourceLocation | undefined;
  readonly pageId?: string;
  /** Of the runner's own step, if it is one: the viewer then shows both as one. Default: a new one. */
  readonly callId?: string | undefined;
}

export class Trace {
  readonly folder: TraceFolder;
  readonly frames: FrameStore;
  readonly #lock: Lock;
  readonly #actions = new AsyncLocalStorage<TraceAction>();
  readonly #open = new Set<TraceAction>();
  #lastId = 0;
  #pages = 0;
  #closed = false;

  private constructor(folder: TraceFolder, lock: Lock) {
    this.folder = folder;
    this.#lock = lock;
    this.frames = new FrameStore(folder);
  }

  /** Begins a trace. Errors `disk-full`, `io`. */
  static async create({ folder, title, product }: TraceOptions): Promise<Trace> {
    const lock = await acquireLock(lockPathOf(folder), { owner: `a trace of '${title}'` });
    try {
      const trace = new Trace(await TraceFolder.create(folder), lock);
      trace.folder.add({
        type: 'context-options',
        version: TRACE_VERSION,
        origin: 'library',
        title: maskSecrets(title),
        browserName: product,
        platform: process.platform,
        playwrightVersion: `guestwright ${packageVersion()}`,
        sdkLanguage: 'javascript',
        wallTime: Date.now(),
        monotonicTime: now(),
        options: {},
      });
      return trace;
    } catch (error) {
      await lock[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The action in whose asynchronous context this is called, or the one around it that has not ended. */
  get current(): TraceAction | undefined {
    return this.#actions.getStore()?.open ?? [...this.#open].at(-1);
  }

  /** A lane of the filmstrip. */
  newPage(): string {
    return `guest@${++this.#pages}`;
  }

  begin({ title, category, location, pageId, callId }: ActionFacts): TraceAction {
    const parent = this.#actions.getStore()?.open;
    const action = new TraceAction({ callId: callId ?? `guest@${++this.#lastId}`, title, parent });
    this.#open.add(action);
    if (location) this.folder.source(location.file);
    this.folder.add({
      type: 'before',
      callId: action.callId,
      ...(parent && { parentId: parent.callId }),
      startTime: now(),
      title: maskSecrets(title),
      class: 'Guest',
      method: category,
      params: {},
      ...(location && { stack: [{ ...location, function: '' }] }),
      ...(pageId !== undefined && { pageId }),
    });
    return action;
  }

  /** Runs `work` within `action`: what it does belongs to it. */
  within<T>(action: TraceAction, work: () => Promise<T>): Promise<T> {
    return this.#actions.run(action, work);
  }

  log(action: TraceAction, message: string): void {
    this.folder.add({ type: 'log', callId: action.callId, time: now(), message: maskSecrets(message) });
  }

  end(action: TraceAction, facts: Pick<After, 'attachments'> & { readonly error?: unknown } = {}): void {
    const { error, attachments } = facts;
    for (const line of action.summary) this.log(action, line);
    action.ended = true;
    this.#open.delete(action);
    this.folder.add({
      type: 'after',
      callId: action.callId,
      endTime: now(),
      ...(error !== undefined && { error: describeError(error) }),
      ...(attachments && { attachments }),
      ...(action.match && { result: action.match }),
    });
  }

  /** A line of the program's own output. */
  stdout(text: string): void {
    this.folder.add({ type: 'stdout', timestamp: now(), text: maskSecrets(text) });
  }

  /** Files for the viewer's Attachments tab; `NAME-expected.png`, `-actual` and `-diff` become its image slider. */
  attach(
    files: readonly { readonly name: string; readonly contentType: string; readonly body: Buffer }[],
  ): void {
    if (files.length === 0) return;
    const action = this.begin({
      title: `attach ${files.map(({ name }) => name).join(', ')}`,
      category: 'attach',
      location: undefined,
    });
    this.end(action, { attachments: files.map((file) => this.#attachment(file)) });
  }

  /**
   * Ends what is still open and closes the files; the folder is complete then, and still locked until `dispose`d. Error
   * `disk-full` or `io` if something could not be written.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const action of [...this.#open].reverse()) this.end(action);
    const { dropped } = this.frames;
    if (dropped > 0)
      this.stdout(`trace: ${dropped} screens were left out, as too many waited to be encoded\n`);
    await this.folder.close();
  }

  /** Frees the lock: whoever finds the folder may have it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => {}); // who wanted to know has called it
    await this.#lock[Symbol.asyncDispose]();
  }

  #attachment({
    name,
    contentType,
    body,
  }: {
    name: string;
    contentType: string;
    body: Buffer;
  }): TraceAttachment {
    const digest = createHash('sha1').update(body).digest('hex');
    return { name, contentType, file: this.folder.file(`${digest}${extname(name)}`, () => body) };
  }
}

function describeError(error: unknown): NonNullable<After['error']> {
  const name = error instanceof Error ? error.name : 'Error';
  const message = maskSecrets(messageOf(error));
  const stack = error instanceof Error && error.stack ? { stack: maskSecrets(error.stack) } : {};
  return { name, message, ...stack };
}
