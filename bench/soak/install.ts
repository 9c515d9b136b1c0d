/** One install of the bundled guest while its emulator stops for moments, as on a busy host. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from 'guestwright/script';
import { install } from '../../examples/demo/demo.install.ts';
import { processesBelow } from './processes.ts';
import { type Session, type Subject, sessionOn } from './subject.ts';

/** A stop lasts up to this, ms; between two pass up to twice as many. */
const LONGEST_HICCUP = 2000;
/** Processes that run a guest; the embedded emulator's is ours, so that its machine is paused instead. */
const EMULATORS = /^(qemu-system|VBoxHeadless)/;
/** The guest's settings on its disk: block 65. */
const [SETTINGS_AT, SETTINGS] = [65 * 512, 'HYPOSYS1'];

/** `random` gives numbers from 0 to 1. */
export async function installOnce(subject: Subject, random: () => number): Promise<void> {
  await using session = await sessionOn(subject);
  const { guest, machine } = session;
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.keyboard.press('a'); // its countdown of 10 s would run out while the emulator or we stand still
  {
    await using _ = hiccups(session, random);
    await guest.run(install);
  }
  await guest.power.off();
  if (subject.host.driver.capabilities.has('disks')) await checkDisk(machine);
}

async function checkDisk(machine: Machine): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'));
  try {
    const file = join(folder, 'disk.img');
    await machine.exportDisk(0, file, 'raw');
    const found = (await readFile(file)).toString('latin1', SETTINGS_AT, SETTINGS_AT + SETTINGS.length);
    if (found !== SETTINGS) throw new Error(`disk: expected ${SETTINGS} in its settings, got '${found}'`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Stops and continues the emulator until it is disposed; it runs then. */
function hiccups({ machine }: Session, random: () => number): AsyncDisposable {
  const over = new AbortController();
  const pause = (most: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        over.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, random() * most);
      over.signal.addEventListener('abort', end);
    });
  const run = async () => {
    for (;;) {
      await pause(2 * LONGEST_HICCUP);
      if (over.signal.aborted) return;
      const resume = await stop(machine);
      await pause(LONGEST_HICCUP);
      await resume();
    }
  };
  const running = run();
  const end = async () => {
    over.abort();
    await running;
  };
  running.catch(() => {}); // told when it is disposed
  return { [Symbol.asyncDispose]: end };
}

/** Gives what lets it go on. */
async function stop(machine: Machine): Promise<() => Promise<void>> {
  const pids = processesBelow().flatMap(({ pid, name }) => (EMULATORS.test(name) ? pid : []));
  if (pids.length === 0) {
    await machine.pause();
    return () => machine.resume();
  }
  for (const pid of pids) send(pid, 'SIGSTOP');
  return async () => {
    for (const pid of pids) send(pid, 'SIGCONT');
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {} // it has ended: whoever uses the machine is told
}
