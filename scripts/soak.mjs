/**
 * `npm run soak -- --captures N --driver D`, `-- --cycles N --driver D`, `-- --installs N`: does it over and over and exits 1 on
 * any flake, process or file left behind, or growth of memory or handles. D is embedded, qemu, vnc, virtualbox, parallels or vmware (these
 * on their doubles); installs alternate between embedded, qemu and virtualbox unless --driver (which may be repeated) says otherwise,
 * and default to 1,000. Ctrl-C ends it after the round that is under way, with a report on what was done.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bin, ensureBuilt, ensureDependencies, root } from './lib/run.mjs';
import { install, mayInstall, missing, PROJECTS, remedy } from './lib/testbeds.mjs';

const DRIVERS = ['embedded', 'qemu', 'vnc', 'virtualbox', 'parallels', 'vmware'];
/** Playwright projects that need what a driver needs, where they have other names. */
const PROJECT_OF = { parallels: 'ffi', vmware: 'ffi' };
const INSTALL_DRIVERS = ['embedded', 'qemu', 'virtualbox'];
const INSTALLS = 1000;
/** What cleans up behind a process has this long, ms. */
const CLEANED_WITHIN = 5000;
const LOOK_EVERY = 100;

const { work, count, drivers, seed } = request(process.argv.slice(2));

ensureDependencies();
prepare(drivers);
ensureBuilt();
const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
const code = await soak();
const left = await leftBehind();
for (const each of left) console.log(`LEFT BEHIND: ${each}`);
rmSync(folder, { recursive: true, force: true });
process.exit(code !== 0 ? code : left.length > 0 ? 1 : 0);

/** Runs it with a temporary folder of its own, by whose name its processes are known too. */
function soak() {
  const args = [
    '--work',
    work,
    '--count',
    String(count),
    '--seed',
    seed,
    ...drivers.flatMap((d) => ['--driver', d]),
  ];
  const child = spawn(bin('jiti'), [path.join(root, 'bench/soak.ts'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TMPDIR: folder, JITI_FS_CACHE: 'false' }, // which would lie in it
  });
  process.on('SIGINT', () => {}); // the terminal tells it too
  return new Promise((resolve) => child.once('exit', (exitCode) => resolve(exitCode ?? 1)));
}

/** Processes and files that outlive it, once what removes them has had its time. */
async function leftBehind() {
  const until = Date.now() + CLEANED_WITHIN;
  for (;;) {
    const found = [...processesIn(folder), ...readdirSync(folder)];
    if (found.length === 0 || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

/** Processes with that temporary folder in their environment (Linux). */
function processesIn(temporary) {
  const numbers =
    process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return numbers.flatMap((pid) => {
    try {
      const mine = readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TMPDIR=${temporary}`);
      return mine ? `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid})` : [];
    } catch {
      return []; // it has ended, or is not ours
    }
  });
}

function prepare(names) {
  const needs = names
    .flatMap((name) => PROJECTS[PROJECT_OF[name] ?? name])
    .filter(({ tests }) => tests === undefined);
  let lacking = missing(needs);
  if (lacking.length > 0 && mayInstall()) lacking = install(lacking);
  if (lacking.length === 0) return;
  const list = lacking.map(({ need }) => need).join(', ');
  console.error(`soak: missing ${list}; get it with: ${remedy(lacking)}`);
  process.exit(1);
}

/** What is asked for; ends with what was expected otherwise. */
function request(args) {
  try {
    const value = { type: 'string' };
    const options = { captures: value, cycles: value, installs: value, seed: { ...value, default: '1' } };
    const { values } = parseArgs({ args, options: { ...options, driver: { ...value, multiple: true } } });
    const works = ['captures', 'cycles', 'installs'].filter((name) => values[name] !== undefined);
    if (works.length > 1)
      throw new Error(`expected one of --captures, --cycles, --installs, got ${works.length}`);
    const [name = 'installs'] = works;
    const number = Number(values[name] ?? INSTALLS);
    if (!Number.isInteger(number) || number < 1)
      throw new Error(`--${name}: expected a whole number from 1, got '${values[name]}'`);
    const chosen = values.driver ?? (name === 'installs' ? INSTALL_DRIVERS : []);
    if (name !== 'installs' && chosen.length > 1) throw new Error(`--${name} takes one --driver`);
    if (chosen.length === 0) throw new Error(`--${name} expects --driver, one of ${DRIVERS.join(', ')}`);
    const unknown = chosen.find((driver) => !DRIVERS.includes(driver));
    if (unknown !== undefined)
      throw new Error(`--driver: expected one of ${DRIVERS.join(', ')}, got '${unknown}'`);
    return { work: name, count: number, drivers: chosen, seed: values.seed };
  } catch (error) {
    console.error(`soak: ${error.message}`);
    process.exit(2);
  }
}
