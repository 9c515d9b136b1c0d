/** Memory: `guestwright run` beside the guest, and a Playwright worker with a guest above an empty one, on QEMU. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const MIB = 2 ** 20;
/** Between two looks at a process's peak, ms. */
const LOOK_INTERVAL = 50;

const folder = mkdtempSync(path.join(root, '.memory-bench-'));
try {
  console.log(JSON.stringify({ bench: 'memory', runPeakMiB: await runPeak(), ...workers() }));
} finally {
  rmSync(folder, { recursive: true });
}

/** Peak resident memory of the command's own process (QEMU is another one), MiB. */
async function runPeak(): Promise<number> {
  const args = [
    'run',
    'examples/demo/demo.install.ts',
    '--driver',
    'qemu',
    '--report',
    path.join(folder, 'report'),
  ];
  const child = spawn(process.execPath, ['dist/src/cli/main.js', ...args], { cwd: root, stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, LOOK_INTERVAL);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`guestwright run ended with exit code ${code}`);
  return Math.round(peak);
}

function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has ended
  }
}

/** An empty test and a guest test, each in a worker of its own: peak resident memory of both workers. */
function workers() {
  const files = {
    'peak.ts': `import { readFileSync } from 'node:fs';
      export const peak = () => Number(/^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;`,
    'empty.test.ts': `import { test } from '@playwright/test'; import { peak } from './peak.ts';
      test('empty', () => { console.log('PEAK empty ' + peak()); });`,
    'guest.test.ts': `import { test, expect, demoMachine, demoScreens } from 'guestwright';
      import { install } from './demo.install.ts'; import { peak } from './peak.ts';
      test.use({ machine: demoMachine, screens: demoScreens });
      test('guest', async ({ guest }) => {
        await guest.power.on(); await guest.run(install); await expect(guest).toShow('desktop');
        console.log('PEAK guest ' + peak());
      });`,
    'demo.install.ts': readFileSync(path.join(root, 'examples/demo/demo.install.ts'), 'utf8'),
    'package.json': '{ "type": "module" }',
    'playwright.config.ts': `export default { testDir: '.', workers: 1, use: { driver: 'qemu' }, reporter: 'line' };`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  installPackage();
  const run = spawnSync('npx', ['playwright', 'test', '-c', folder], { cwd: root, encoding: 'utf8' });
  const peak = (name: string) => Number(new RegExp(`PEAK ${name} (\\d+)`).exec(run.stdout)?.[1]) / MIB;
  const [empty, guest] = [peak('empty'), peak('guest')];
  if (Number.isNaN(empty + guest)) throw new Error(`the runs failed:\n${run.stdout}${run.stderr}`);
  return {
    emptyWorkerMiB: Math.round(empty),
    guestWorkerMiB: Math.round(guest),
    workerAboveEmptyMiB: Math.round(guest - empty),
  };
}

/** As users have it: below node_modules, where Playwright does not compile it again. */
function installPackage(): void {
  const target = path.join(folder, 'node_modules/guestwright');
  for (const part of ['dist', 'screens', 'guests', 'package.json']) {
    cpSync(path.join(root, part), path.join(target, part), { recursive: true });
  }
}
