import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import { Background } from '../../../../src/driver/ffi/background.ts';
import { CallLane } from '../../../../src/driver/ffi/call-lane.ts';
import { HandleTable } from '../../../../src/driver/ffi/handles.ts';
import { type Job, runJob } from '../../../../src/driver/ffi/jobs.ts';

/** A job that ends when told, and writes down what was done to it. */
class FakeJob implements Job<string> {
  readonly log: string[] = [];
  over = false;
  percent = 0;
  readonly #failure: Error | undefined;
  readonly #cancellable: boolean;

  constructor({ failure, cancellable = true }: { failure?: Error; cancellable?: boolean } = {}) {
    this.#failure = failure;
    this.#cancellable = cancellable;
  }

  async ended(): Promise<boolean> {
    return this.over;
  }

  async result(): Promise<string> {
    this.log.push('result');
    if (this.#failure) throw this.#failure;
    return 'made';
  }

  async progress(): Promise<number> {
    return this.percent++;
  }

  async cancel(): Promise<void> {
    this.log.push('cancel');
    this.over = this.#cancellable;
  }

  release(): void {
    this.log.push('release');
  }

  discard(result: string): void | Promise<void> {
    this.log.push(`discard ${result}`);
  }
}

test('a job gives its result and its progress, and is released', async () => {
  using deadline = new Deadline('making', {});
  const job = new FakeJob();
  const seen: number[] = [];
  const onProgress = (percent: number) => {
    seen.push(percent);
    job.over = percent === 3;
  };
  expect(await runJob(job, { signal: deadline.signal, onProgress })).toBe('made');
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(job.log).toEqual(['result', 'release']);
});

test('a job that failed rejects with its own error and is released', async () => {
  using deadline = new Deadline('making', {});
  const job = new FakeJob({ failure: new Error('no space') });
  job.over = true;
  await expect(runJob(job, { signal: deadline.signal })).rejects.toThrow('no space');
  expect(job.log).toEqual(['result', 'release']);
});

test('after the deadline a job is cancelled, waited for, and its result freed, before the promise rejects', async () => {
  using deadline = new Deadline('making', { timeout: 20 });
  const job = new FakeJob();
  await expect(runJob(job, { signal: deadline.signal })).rejects.toThrow(
    /making did not finish within 20 ms/,
  );
  expect(job.log).toEqual(['cancel', 'result', 'discard made', 'release']);
});

test('a job that ends at the moment at which it is given up is taken back, not kept by nobody', async () => {
  const controller = new AbortController();
  const job = new FakeJob();
  job.ended = async () => {
    controller.abort(new Error('given up')); // behind the look that finds it ended
    return true;
  };
  await expect(runJob(job, { signal: controller.signal })).rejects.toThrow('given up');
  expect(job.log).toEqual(['result', 'discard made', 'release']);
});

test('what goes wrong while a result is taken back hides nothing', async () => {
  using deadline = new Deadline('making', { timeout: 10 });
  const job = new FakeJob();
  job.discard = async () => {
    throw new Error('cannot undo');
  };
  await expect(runJob(job, { signal: deadline.signal })).rejects.toThrow(/making did not finish/);
  expect(job.log).toEqual(['cancel', 'result', 'release']);
});

test('a job that never ends is left alone after the time for draining', async () => {
  using deadline = new Deadline('making', { timeout: 10 });
  const job = new FakeJob({ cancellable: false });
  await expect(runJob(job, { signal: deadline.signal, drain: 30 })).rejects.toThrow(/did not finish/);
  expect(job.log).toEqual(['cancel', 'release']);
});

test('work in the background counts until it has ended', async () => {
  const background = new Background();
  let end = () => {};
  const work = background.track(new Promise<void>((resolve) => (end = resolve)));
  const failed = background.track(Promise.reject(new Error('failed')));
  await expect(failed).rejects.toThrow('failed');
  expect(background.size).toBe(1);
  const idle = background.idle();
  end();
  await Promise.all([idle, work]);
  expect(background.size).toBe(0);
});

test('a handle is freed once, counted while it is held, and useless afterwards', async () => {
  const freed: [bigint, string][] = [];
  const table = new HandleTable<bigint>(async (value, kind) => void freed.push([value, kind]));
  const job = table.own(5n, 'job');
  {
    using machine = table.own(6n, 'machine');
    expect(machine.value).toBe(6n);
    expect(table.live).toEqual(['job', 'machine']);
  }
  expect(table.live).toEqual(['job']);
  job[Symbol.dispose]();
  job[Symbol.dispose]();
  await table.settled();
  expect(freed).toEqual([
    [6n, 'machine'],
    [5n, 'job'],
  ]);
  expect(() => job.value).toThrow('the handle of a job was used after it was freed');
  expect(() => table.own(0n, 'job')).toThrow('expected a handle of a job, got none');
});

test('a lane runs as many at once as it may, in order, and goes on after failures', async () => {
  const lane = new CallLane(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (number: number) => async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    order.push(number);
    if (number === 1) throw new Error('broke');
  };
  await Promise.allSettled([0, 1, 2, 3, 4].map((number) => lane.run(work(number))));
  expect([most, order]).toEqual([2, [0, 1, 2, 3, 4]]);
});
