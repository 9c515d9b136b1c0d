/** The bundled guest at its desktop, and from a key's sending to the frame that shows its effect. */
import type { Desktop, Frame, Guest, PhysicalKey, Region } from 'guestwright/script';
import { percentile } from './statistics.ts';

/** Where the bundled guest shows what is typed; nothing else changes there. */
export const TEXT_FIELD: Region = { x: 112, y: 192, width: 336, height: 16 };
/** Between two keys, ms, at random: the servers' timers must not fall into step with us. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [100, 400];
const CHANGE_TIMEOUT = 5000;

/** From the boot menu to the desktop; `say` writes to the guest's serial port. */
export async function showDesktop(guest: Guest, say: (line: string) => Promise<void>): Promise<void> {
  await guest.screen('boot-menu').waitFor();
  await say('desktop\n');
  await guest.screen('desktop').waitFor();
}

/** A desktop of our own on the guest's machine. */
export async function reopened(guest: Guest): Promise<Desktop> {
  await guest.dispose();
  return await guest.machine.openDesktop();
}

/** A letter and its removal, turn by turn. */
export async function typeKey(desktop: Desktop, round: number): Promise<void> {
  const key: PhysicalKey = round % 2 === 0 ? 'KeyA' : 'Backspace';
  await desktop.keys([
    { key, down: true },
    { key, down: false },
  ]);
}

/** In ms, of `samples` keys whose effect is seen in `region`. */
export async function keyToChange(desktop: Desktop, region: Region, samples: number) {
  const stop = new AbortController();
  const allocator = { allocate: (w: number, h: number) => new Uint8Array(w * h * 4), release: () => {} };
  const frames = desktop.frames({ signal: stop.signal, allocator })[Symbol.asyncIterator]();
  const next = async () => (await frames.next()).value as Frame;
  const times: number[] = [];
  for (let round = 0; round < samples; round++) {
    await new Promise((resolve) => setTimeout(resolve, between(SHORTEST_PAUSE, LONGEST_PAUSE)));
    await frames.next();
    const before = await next();
    const start = performance.now();
    const sent = typeKey(desktop, round);
    while (!differs(before, await next(), region)) {
      if (performance.now() - start > CHANGE_TIMEOUT) throw new Error(`key ${round} changed nothing`);
    }
    times.push(performance.now() - start);
    await sent;
  }
  stop.abort();
  const [medianMs, p90Ms, worstMs] = [0.5, 0.9, 1].map((share) => Math.round(percentile(times, share)));
  return { medianMs, p90Ms, worstMs };
}

/** Whether the two show anything else in `region`. */
export function differs(a: Frame, b: Frame, { x, y, width, height }: Region): boolean {
  if (a.width !== b.width || a.height !== b.height) return true;
  for (let row = y; row < y + height; row++) {
    const from = row * a.width + x;
    for (let at = from; at < from + width; at++) if (a.pixels[at] !== b.pixels[at]) return true;
  }
  return false;
}

function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
