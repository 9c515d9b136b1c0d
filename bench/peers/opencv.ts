/** The Python worker with OpenCV and tesseract: requests and answers, one JSON line each. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { cropPixels, type Picture } from '../../src/frame/picture.ts';
import { clip, inflate, type Region, translate, wholeOf } from '../../src/frame/region.ts';
import { ENOUGH_MS, LONG_MS, type Sample, WARM_UP_MS } from '../harness/sample.ts';
import type { Reference } from '../ours.ts';

/** How other tools call OpenCV; `os-autoinst` searches 50 px around the recorded place, `-whole` everywhere. */
export type OpenCvMethod = 'gray' | 'colour' | 'squares' | 'os-autoinst' | 'os-autoinst-whole';

/** Of os-autoinst's blur, 3x3. */
const BLUR_RADIUS = 1;

/** Debian's own: python3-opencv is installed for it and for no other. */
const PYTHON = '/usr/bin/python3';

export interface Score {
  /** 1 is the same. */
  readonly score: number;
  readonly at: readonly [x: number, y: number];
}

/** One process for a whole run: pictures are handed over once and named. */
export class OpenCv implements AsyncDisposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  readonly #names = new Map<object, string>();
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor() {
    const script = path.join(import.meta.dirname, 'worker.py');
    this.#child = spawn(PYTHON, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  async version(): Promise<{ openCv: string; python: string }> {
    return await this.#ask({ op: 'version' });
  }

  /** One search for all of `references`; where the first was recorded tells os-autoinst where to look. */
  async time(method: OpenCvMethod, frame: Picture, references: readonly Reference[]): Promise<Sample> {
    const needles = [];
    for (const reference of references) needles.push(await this.#nameOfNeedle(reference));
    const { x, y } = references[0]?.place ?? { x: 0, y: 0 };
    const request = { method, frame: await this.#nameOf(frame), needles, place: [x, y] };
    const terms = { enough: ENOUGH_MS, warm_up: WARM_UP_MS, long: LONG_MS };
    return await this.#ask({ op: 'time', ...request, ...terms });
  }

  async score(method: OpenCvMethod, frame: Picture, reference: Reference): Promise<Score> {
    const { x, y } = reference.place;
    const names = { frame: await this.#nameOf(frame), needle: await this.#nameOfNeedle(reference) };
    return await this.#ask({ op: 'score', method, ...names, place: [x, y] });
  }

  /** Lets go of all pictures. */
  async forget(): Promise<void> {
    this.#names.clear();
    await this.#ask({ op: 'forget' });
  }

  /** One run of tesseract's command line, one thread. */
  async tesseract(file: string, args: readonly string[]): Promise<Sample & { readonly text: string }> {
    return await this.#ask({ op: 'tesseract', file, arguments: args });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #nameOf(picture: Picture): Promise<string> {
    return this.#names.get(picture) ?? (await this.#load(picture, picture, wholeOf(picture)));
  }

  /** With what was around it, so that its blur is that of its frame. */
  async #nameOfNeedle(reference: Reference): Promise<string> {
    const { frame, place } = reference;
    const around = clip(inflate(place, BLUR_RADIUS), frame) as Region;
    const part = translate(place, { x: -around.x, y: -around.y });
    return this.#names.get(reference) ?? (await this.#load(reference, cropPixels(frame, around), part));
  }

  async #load(key: object, picture: Picture, { x, y, width: wide, height: high }: Region): Promise<string> {
    const name = `${this.#names.size}`;
    const file = path.join(this.#folder, name);
    writeFileSync(file, picture.data);
    const { width, height } = picture;
    await this.#ask({ op: 'load', name, path: file, width, height, part: [x, y, wide, high] });
    rmSync(file);
    this.#names.set(key, name);
    return name;
  }

  async #ask<T>(request: Readonly<Record<string, unknown>>): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the Python worker ended: is python3-opencv installed?');
    const reply: T & { error?: string } = JSON.parse(value);
    if (reply.error !== undefined) throw new Error(`the Python worker: ${reply.error}`);
    return reply;
  }
}
