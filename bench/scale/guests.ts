/**
 * The part of the scale bench that drives guests, in the network of the hosts: one connection, as one worker has it. Each line
 * on its standard input is a task, answered by a line of JSON: `start 4`, `wait 5000` (ms), `capture 5000`, `stop`.
 */
import { createInterface } from 'node:readline';
import {
  createGuest,
  demoMachine,
  demoScreens,
  type Guest,
  loadDriver,
  type Machine,
} from 'guestwright/script';
import { percentile, round } from '../support/statistics.ts';

interface Running {
  readonly machine: Machine;
  readonly guest: Guest;
}

const [options = '{}'] = process.argv.slice(2);
const driver = await loadDriver('libvirt');
const host = await driver.connect(JSON.parse(options));
const running: Running[] = [];
const TASKS: Readonly<Record<string, (count: number) => Promise<object>>> = {
  start,
  wait,
  capture,

  stop,
};

say({ version: host.version });
for await (const line of createInterface({ input: process.stdin })) {
  const [task = '', count] = line.split(' ');
  say((await TASKS[task]?.(Number(count))) ?? { error: `no task '${task}'` });
}
await stop();
await host[Symbol.asyncDispose]();

/** From the definition to the boot menu, all at once. */
async function start(guests: number): Promise<object> {
  const begun = performance.now();
  const each = await Promise.all(
    Array.from({ length: guests }, async () => {
      const machine = await host.define(demoMachine);
      const guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
      running.push({ machine, guest });
      await guest.power.on();
      await guest.screen('boot-menu').waitFor();
      await guest.serial.write('desktop\n');
      await guest.screen('desktop').waitFor();
      return performance.now() - begun;
    }),
  );
  return { guests, medianMs: round(percentile(each, 0.5)), slowestMs: round(Math.max(...each)) };
}

/** Nothing is asked for; the guests' own streams go on. */
async function wait(milliseconds: number): Promise<object> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return {};
}

/** Every guest's display, over and over, one capture after the other for each. */
async function capture(milliseconds: number): Promise<object> {
  const times: number[] = [];
  const before = process.cpuUsage();
  const until = performance.now() + milliseconds;
  const watch = async ({ guest }: Running) => {
    while (performance.now() < until) {
      const begun = performance.now();
      await guest.capture();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(running.map(watch));
  const { user, system } = process.cpuUsage(before);
  return {
    frames: times.length,
    medianMs: round(percentile(times, 0.5)),
    p90Ms: round(percentile(times, 0.9)),
    ourCpuMsPerFrame: round((user + system) / 1000 / times.length), // without the connection's child process
    ourMiB: round(process.memoryUsage().rss / 2 ** 20),
  };
}

async function stop(): Promise<object> {
  for (const { guest, machine } of running.splice(0)) {
    await guest[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
  }
  return {};
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
