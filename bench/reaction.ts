/** Reaction: from a change on the guest's screen to the arrival of our key, in the guest's own time (PIT counts). */
import { createGuest, demoMachine, demoScreens, loadDriver } from 'guestwright/script';
import { coreShare } from './support/core-share.ts';
import { percentile } from './support/statistics.ts';

/** The 8254's clock, Hz. */
const PIT_FREQUENCY = 1_193_182;
/** How long the still screen is watched, ms. */
const STILL_FOR = 20_000;
const DEFAULT_SAMPLES = 100;

const samples = Number(process.env.SAMPLES ?? DEFAULT_SAMPLES);
const drivers = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['embedded', 'qemu'];
for (const driver of drivers) console.log(JSON.stringify(await measure(driver)));

async function measure(name: string) {
  const driver = await loadDriver(name);
  await using host = await driver.connect({});
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.serial.write('console\n');
  await guest.screen('console').waitFor();
  const still = await watchStill(
    () => guest.screen('desktop').waitFor({ timeout: STILL_FOR }),
    machine.facts.pid,
  );

  await guest.serial.write(`react ${samples}\n`);
  const times: number[] = [];
  for (let round = 0; round < samples; round++) {
    await guest.screen('react-wait').waitFor(); // the key's own effect: GO is gone
    await guest.screen('react-go').waitFor({ timeout: '60s' });
    await guest.keyboard.press('Space');
    const { groups } = await guest.serial.waitFor(/react \d+ (\d+)\r?\n/, { timeout: '60s' });
    times.push((Number(groups[0]) / PIT_FREQUENCY) * 1000);
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${round + 1}/${samples}`);
  }
  const [median, p90, worst] = [0.5, 0.9, 1].map((share) => Math.round(percentile(times, share)));
  return { bench: 'reaction', driver: name, samples, medianMs: median, p90Ms: p90, worstMs: worst, ...still };
}

/** Shares of a core while a wait watches a still screen: our process, and QEMU's if there is one. */
async function watchStill(wait: () => Promise<void>, pid: unknown) {
  const others = typeof pid === 'number' ? [pid] : [];
  const idle = await coreShare(others, () => new Promise((resolve) => setTimeout(resolve, STILL_FOR / 2)));
  const waiting = await coreShare(others, async () => {
    await wait().catch(() => {}); // it never shows: the time is what is asked for
  });
  const percent = (share: number) => Number((share * 100).toFixed(1));
  return { stillCorePercentWaiting: percent(waiting), stillCorePercentWithoutWaiting: percent(idle) };
}
