/** From the power button to the first text, of one machine and of three at a time. */
import { median, percentile, round } from '../support/statistics.ts';
import { timed, type Way, withGuest } from './session.ts';

/** Machines at a time. */
const SEVERAL = 3;
/** Captures of each while all run. */
const CAPTURES = 50;

export async function measureStarts({ name, host }: Way, samples: number) {
  const on: number[] = [];
  const text: number[] = [];
  for (let i = 0; i < samples; i++) {
    await withGuest(host, async (guest) => {
      const start = performance.now();
      await guest.power.on();
      on.push(performance.now() - start);
      await guest.screen('boot-menu').waitFor();
      text.push(performance.now() - start);
    });
  }
  const p90 = Math.round(percentile(text, 0.9));
  return {
    figure: 'start',
    way: name,
    samples,
    onMs: median(on),
    firstTextMs: median(text),
    firstTextP90Ms: p90,
  };
}

/** All are started at once. */
export async function measureSeveral({ name, host }: Way) {
  const text: number[] = [];
  const captures: number[] = [];
  let arrived = 0;
  let allThere = () => {};
  const together = new Promise<void>((resolve) => {
    allThere = resolve;
  });
  const one = async () =>
    await withGuest(host, async (guest) => {
      text.push(
        await timed(async () => {
          await guest.power.on();
          await guest.screen('boot-menu').waitFor();
        }),
      );
      if (++arrived === SEVERAL) allThere();
      await together;
      for (let i = 0; i < CAPTURES; i++) captures.push(await timed(() => guest.capture()));
    });
  await Promise.all(Array.from({ length: SEVERAL }, one));
  return {
    figure: 'several',
    way: name,
    machines: SEVERAL,
    firstTextMs: text.map((time) => Math.round(time)).sort((a, b) => a - b),
    captureMs: round(percentile(captures, 0.5), 3),
    captureP90Ms: round(percentile(captures, 0.9), 3),
  };
}
