/** Runs commands for the project's scripts, and brings node_modules and dist up to date first. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Runs a command in the project's folder with our terminal; returns its exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (quiet && result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  return result.status ?? 1;
}

/** Like `run`, but ends this process with the command's exit code if it fails. */
export function must(command, args, options) {
  const code = run(command, args, options);
  if (code !== 0) {
    console.error(`${command} ${args.join(' ')} failed with exit code ${code}`);
    process.exit(code);
  }
}

/** Installs the dependencies of package-lock.json when node_modules is missing or older than the lock file. */
export function ensureDependencies() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing the dependencies (npm ci) ...');
  must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Builds dist/ when a source is newer than the last build. */
export function ensureBuilt() {
  const stamp = path.join(root, 'dist/.built');
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = [
    'src',
    'fixtures',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/build-page.mjs',
  ];
  if (newest(sources.map((name) => path.join(root, name))) > builtAt)
    must('npm', ['run', '--silent', 'build']);
}

function newest(paths) {
  return Math.max(
    0,
    ...paths.map((name) => {
      const stat = statSync(name);
      return stat.isDirectory()
        ? newest(readdirSync(name).map((entry) => path.join(name, entry)))
        : stat.mtimeMs;
    }),
  );
}

/** The path of a program that an installed package brings. */
export function bin(name) {
  return path.join(root, 'node_modules/.bin', name);
}
