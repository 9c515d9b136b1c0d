/**
 * `npm run demo`: installs the bundled guest on the embedded emulator, a line a step; the last line is JSON
 * `{ image, report, filmstrip }`. `npm run demo -- --open` opens the report and the folder of pictures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, ensureDependencies, root } from './lib/run.mjs';

const folder = path.join(root, '.guestwright/demo');

ensureDependencies();
ensureBuilt();
const started = performance.now();
const { code, events } = await guestwrightRun();
const result = events.findLast((event) => event.report !== undefined);
if (code !== 0 || !result) process.exit(code || 1);
const total = performance.now() - started;
const waited = events.findLast((event) => event.type === 'script-end')?.waited ?? 0;
console.log(
  `Installed in ${seconds(total)}: ${seconds(waited)} waiting for the guest, ` +
    `${seconds(total - waited)} for Guestwright and the emulator to start, act, record and export.`,
);
const { image, report, filmstrip } = result;
if (process.argv.includes('--open')) for (const target of [report, filmstrip]) open(target);
console.log(JSON.stringify({ image, report, filmstrip }));

/** Runs the demo's script as a user would; prints its steps for people; gives its JSON lines. */
async function guestwrightRun() {
  const args = ['dist/src/cli/main.js', 'run', 'examples/demo/demo.install.ts', '--driver', 'embedded'];
  const outputs = ['--output', path.join(folder, 'disk.img'), '--report', path.join(folder, 'report')];
  const child = spawn(process.execPath, [...args, ...outputs], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const exited = new Promise((resolve) => child.on('exit', (exitCode) => resolve(exitCode ?? 1)));
  const events = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    events.push(event);
    if (event.type === 'step-end') {
      const step = `[${event.index + 1}/${event.total}] ${event.name}`;
      console.log(
        `${step.padEnd(32)} shown after ${seconds(event.waited)}, answered in ${seconds(event.acted)}`,
      );
    }
  }
  return { code: await exited, events };
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Opens a file or folder with the desktop's program for it. */
function open(target) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const child = spawn(opener, [target], { stdio: 'ignore', detached: true });
  child.on('error', (error) => console.error(`could not open ${target}: ${error.message}`));
  child.unref();
}
