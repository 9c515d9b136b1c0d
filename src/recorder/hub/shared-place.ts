/** The page that all workers of a run share: the first that needs it starts it. */
import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { Deadline, poll } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { acquireLock } from '../../base/lock.ts';
import { socketChannel } from '../http/socket-channel.ts';
import type { LivePlace } from '../live-guests.ts';
import { Rooms } from '../rooms.ts';
import { type HubFacts, hubFile, readHub } from './hub-file.ts';
import { type MeetMessage, PUBLISH_PATH, type PublishedMessage } from './messages.ts';

/** Starting a Node process on a busy computer, in ms. */
const START_TIMEOUT = 30_000;
const LOOK_INTERVAL = 50;

export interface SharedPlaceOptions {
  /** The project's folder. */
  readonly project: string;
  /** Process id of the runner: the page ends with it. */
  readonly runner: number;
  /** Told in the one worker that started it. */
  readonly announce: (address: string) => void;
}

export class SharedPlace implements LivePlace {
  readonly rooms = new Rooms();
  readonly #options: SharedPlaceOptions;
  #hub: Promise<HubFacts> | undefined;
  #socket: WebSocket | undefined;

  constructor(options: SharedPlaceOptions) {
    this.#options = options;
  }

  async open(): Promise<string> {
    this.#hub ??= this.#connect();
    return (await this.#hub).address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub?.catch(() => undefined);
    this.#socket?.terminate();
  }

  async #connect(): Promise<HubFacts> {
    const { project, runner } = this.#options;
    const file = hubFile(project, runner);
    await mkdir(dirname(file), { recursive: true });
    await using _lock = await acquireLock(`${file}.lock`, {
      owner: 'the live page',
      wait: true,
      timeout: START_TIMEOUT,
    });
    const known = await readHub(file);
    const joined = known && (await this.#join(known).catch(() => false));
    if (known && joined) return known;
    await rm(file, { force: true }); // of one that was killed
    const started = await this.#start(file);
    if (!(await this.#join(started))) throw notStarted();
    this.#options.announce(started.address);
    return started;
  }

  async #start(file: string): Promise<HubFacts> {
    const { project, runner } = this.#options;
    const main = fileURLToPath(new URL('./main.js', import.meta.url));
    const child = spawn(process.execPath, [main, project, String(runner)], {
      detached: true, // it outlives this worker, and ends with the runner
      stdio: 'ignore',
    });
    child.unref();
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (cause) => reject(notStarted(cause)));
      child.once('exit', () => reject(notStarted()));
    });
    failed.catch(() => {}); // it ends some time after it was started
    using deadline = new Deadline('starting the live page', {}, START_TIMEOUT);
    return await Promise.race([poll(deadline, LOOK_INTERVAL, () => readHub(file)), failed]);
  }

  /** Tells the page our guests from now on. */
  async #join({ port, publishToken }: HubFacts): Promise<boolean> {
    const open = (path: string) =>
      new WebSocket(`ws://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${publishToken}` },
        perMessageDeflate: false,
      });
    const socket = open(PUBLISH_PATH);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    this.#socket = socket;
    const tell = () => {
      const message: PublishedMessage = { type: 'guests', guests: this.rooms.list() };
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    };
    const listening = this.rooms.onChange(tell);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => listening[Symbol.dispose]());
    socket.on('message', (data) => {
      const { guest, channel } = JSON.parse(String(data)) as MeetMessage;
      this.#meet(guest, open(`${PUBLISH_PATH}/${channel}`));
    });
    tell();
    return true;
  }

  #meet(guest: string, socket: WebSocket): void {
    const channel = socketChannel(socket); // listens from the first message on
    socket.once('open', () => {
      const room = this.rooms.room(guest);
      if (room) room.join(channel);
      else channel.close('the guest has gone');
    });
  }
}

function notStarted(cause?: unknown): GuestwrightError {
  return new GuestwrightError('the live page could not be started', {
    code: 'start-failed',
    remedy: 'Run without --live, or look whether this computer is out of memory or ports.',
    cause,
  });
}
