/**
 * `npm run demo`: installs the bundled guest on the embedded emulator, a line a step; the last line is JSON
 * `{ image, report, filmstrip }`. `npm run demo -- --open` opens the report and the folder of pictures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { guestwrightRun, seconds } from './lib/guestwright-run.mjs';
import { ensureBuilt, ensureDependencies, root } from './lib/run.mjs';

const folder = path.join(root, '.guestwright/demo');

ensureDependencies();
ensureBuilt();
const args = ['examples/demo/demo.install.ts', '--driver', 'embedded'];
const outputs = ['--output', path.join(folder, 'disk.img'), '--report', path.join(folder, 'report')];
const { code, result, total, waited } = await guestwrightRun([...args, ...outputs]);
if (code !== 0 || !result) process.exit(code || 1);
console.log(
  `Installed in ${seconds(total)}: ${seconds(waited)} waiting for the guest, ` +
    `${seconds(total - waited)} for Guestwright and the emulator to start, act, record and export.`,
);
const { image, report, filmstrip } = result;
if (process.argv.includes('--open')) for (const target of [report, filmstrip]) open(target);
console.log(JSON.stringify({ image, report, filmstrip }));

/** Opens a file or folder with the desktop's program for it. */
function open(target) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const child = spawn(opener, [target], { stdio: 'ignore', detached: true });
  child.on('error', (error) => console.error(`could not open ${target}: ${error.message}`));
  child.unref();
}
