/**
 * `npm run example:calamares` and `npm run example:grml`: installs Debian on QEMU from a medium that is built on the way,
 * a line a step; the last line is JSON `{ image, report, filmstrip, seconds, waitedSeconds }`. Further arguments go to
 * `guestwright run`. Passwords come from USER_PASSWORD and ROOT_PASSWORD, the language from EXAMPLE_LANGUAGE.
 */
import path from 'node:path';
import { guestwrightRun, seconds } from './lib/guestwright-run.mjs';
import { ensureBuilt, ensureDependencies, root } from './lib/run.mjs';
import { install, LIVE_MEDIUM, mayInstall, missing, remedy } from './lib/testbeds.mjs';

const [example = '', ...passedOn] = process.argv.slice(2);
const script = path.join(root, 'examples/debian-live', `${example}.install.ts`);
const folder = path.join(root, '.guestwright/examples', example);

ensureDependencies();
const before = missing(LIVE_MEDIUM);
const still = before.length > 0 && mayInstall() ? install(before) : before;
if (still.length > 0) {
  console.error(`missing: ${still.map(({ need }) => need).join(', ')}; get it with: ${remedy(still)}`);
  process.exit(1);
}
ensureBuilt();
const outputs = ['--output', path.join(folder, 'disk.qcow2'), '--report', path.join(folder, 'report')];
const { code, result, total, waited } = await guestwrightRun([
  script,
  '--driver',
  'qemu',
  ...outputs,
  ...passedOn,
]);
if (code !== 0 || !result) process.exit(code || 1);
console.log(
  `Installed in ${seconds(total)}: ${seconds(waited)} of them (${((100 * waited) / total).toFixed(1)} %) waiting for the guest.`,
);
const { image, report, filmstrip } = result;
const [all, waiting] = [total, waited].map((time) => Math.round(time / 1000));
console.log(JSON.stringify({ image, report, filmstrip, seconds: all, waitedSeconds: waiting }));
