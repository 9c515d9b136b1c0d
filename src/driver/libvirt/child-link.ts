/** One child process and what was asked of it: answers, progress, and its end if it falls silent. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { now } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { Failure, FromChild, ToChild } from './protocol.ts';

/** Threads for libvirt's calls: its event loop has one for good, Node's own files and names need some. */
const THREADS = '8';
/** Characters of the child's last words. */
const KEPT_WORDS = 4096;

export interface LinkEvents extends Record<string, unknown> {
  message: Exclude<FromChild, { readonly id: number }>;
  /** The process has ended, or was ended; nothing will be answered any more. */
  ended: string;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Failure | string) => void;
  readonly onProgress: ((done: number) => void) | undefined;
  /** How long the child may be silent while this is asked, ms. */
  readonly patience: number;
}

type Question = ToChild extends infer Message
  ? Message extends { id: number }
    ? Omit<Message, 'id'>
    : never
  : never;

export class ChildLink {
  readonly events = new Emitter<LinkEvents>();
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #count = 0;
  #heardAt = now();
  #watchdog: NodeJS.Timeout | undefined;
  #words = '';
  #ended: string | undefined;
  #left: string | undefined;
  readonly #exited: Promise<void>;

  constructor() {
    this.#child = fork(childProgram(), {
      detached: true, // Ctrl-C in the terminal is ours to handle
      execArgv: [],
      env: { ...process.env, UV_THREADPOOL_SIZE: THREADS },
      serialization: 'advanced', // pictures are bytes
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.on('message', (message: FromChild, socket) =>
      this.#receive(message, socket as Socket | undefined),
    );
    this.#child.once('error', (error) => this.#end(error.message));
    this.#child.once('exit', (code, signal) => this.#end(signal ? `by ${signal}` : `with exit code ${code}`));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#words = (this.#words + chunk.toString()).slice(-KEPT_WORDS);
    });
    (this.#child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
    this.#keepAlive();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Why it ended; undefined while it lives. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Why it was left; its end is no news then. */
  get left(): string | undefined {
    return this.#left;
  }

  /** The last of what it wrote to its standard error. */
  get words(): string {
    return this.#words;
  }

  /** Rejects with a `Failure` of the child's, or with a text that says why it will never answer. */
  ask(
    question: Question,
    { patience, onProgress }: { patience: number; onProgress?: ((done: number) => void) | undefined },
  ): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.#count;
    if (this.#pending.size === 0) this.#heardAt = now();
    const answer = new Promise((resolve, reject) => {
      const gone = this.#left ?? this.#ended;
      if (gone !== undefined) return reject(gone);
      this.#pending.set(id, { resolve, reject, onProgress, patience });
      this.send({ ...question, id } as ToChild);
    });
    this.#watch();
    return { id, answer };
  }

  send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // its end is told of by 'exit'
  }

  /** Ends it at once, also when it is stopped; resolves when it has ended. */
  async kill(why: string): Promise<void> {
    this.#end(why);
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Lets it end by itself: it does its last will, closes and exits. What was asked is not answered any more. */
  leave(why: string): void {
    this.#left = why;
    if (this.#child.connected) this.#child.disconnect();
    this.#rejectAll(why);
  }

  #receive(message: FromChild, socket: Socket | undefined): void {
    this.#heardAt = now();
    if (!('id' in message)) {
      this.events.emit('message', message);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (message.type === 'progress') pending?.onProgress?.(message.done);
    else {
      this.#pending.delete(message.id);
      if (message.type === 'result') pending?.resolve(socket ?? message.value);
      else pending?.reject(message.failure);
    }
    this.#watch();
  }

  /** A host that nobody disposed must not keep us alive: the child ends when it finds us gone. */
  #keepAlive(): void {
    if (this.#pending.size > 0) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }

  /** Its calls run one after the other: any answer shows that it goes on. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#keepAlive();
    if (this.#pending.size === 0) return;
    const patience = Math.max(...[...this.#pending.values()].map((pending) => pending.patience));
    const why = `as it did not answer for ${patience} ms`;
    this.#watchdog = setTimeout(() => void this.kill(why), this.#heardAt + patience - now()).unref();
  }

  #end(why: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    clearTimeout(this.#watchdog);
    this.#rejectAll(why);
    this.events.emit('ended', why);
  }

  #rejectAll(why: string): void {
    for (const { reject } of this.#pending.values()) reject(why);
    this.#pending.clear();
    this.#watch();
  }
}

/** A child process of ours cannot load TypeScript. */
function childProgram(): string {
  const here = fileURLToPath(import.meta.url);
  if (!here.endsWith('.ts')) return fileURLToPath(new URL('./child/main.js', import.meta.url));
  throw new GuestwrightError(
    `libvirt driver: its child process runs from built files only, not beside ${here}`,
    { code: 'not-installed', remedy: 'Run `npm run build` and import the package by its name.' },
  );
}
