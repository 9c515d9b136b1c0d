/**
 * `npm test`: sets up what the suite needs, builds, and runs it. Arguments go to Playwright.
 *   npm test -- --project=qemu      sets up and runs one project
 *   npm run test:real               the full installs of real software, on QEMU
 * GUESTWRIGHT_SETUP=0 forbids installing packages; GUESTWRIGHT_REQUIRE=all makes a missing testbed a failure.
 */
import { bin, ensureBuilt, ensureDependencies, run } from './lib/run.mjs';
import { install, mayInstall, missing, PROJECTS, REAL, remedy } from './lib/testbeds.mjs';

const real = process.argv.includes('--real');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--real');

ensureDependencies();
const wanted = real ? ['qemu'] : requestedProjects(passedOn);
const runnable = wanted.filter((project) => prepare(project));
const absent = wanted.filter((project) => !runnable.includes(project));
ensureBuilt();
const named = passedOn.some((argument) => argument.startsWith('--project'));
const projects = named ? [] : runnable.map((project) => `--project=${project}`);
const only = named && runnable.length < wanted.length ? ['--pass-with-no-tests'] : [];
const code = runnable.length === 0 ? 0 : runPlaywright([...projects, ...only, ...passedOn]);
if (absent.length > 0) console.log(`Did not run: ${absent.join(', ')} (see above for what is missing)`);
process.exit(code !== 0 ? code : absent.length > 0 && process.env.GUESTWRIGHT_REQUIRE === 'all' ? 1 : 0);

function runPlaywright(args) {
  return run(bin('playwright'), ['test', ...(real ? ['test/real'] : []), ...args], {
    env: real ? { GUESTWRIGHT_REAL: 'full' } : {},
  });
}

/** The projects named on the command line, else all. */
function requestedProjects(args) {
  const names = args.flatMap((argument, index) => {
    if (argument.startsWith('--project=')) return [argument.slice('--project='.length)];
    return argument === '--project' ? [args[index + 1] ?? ''] : [];
  });
  const unknown = names.filter((name) => !Object.hasOwn(PROJECTS, name));
  if (unknown.length > 0) {
    console.error(`--project: expected one of ${Object.keys(PROJECTS).join(', ')}, got '${unknown[0]}'`);
    process.exit(2);
  }
  return names.length > 0 ? names : Object.keys(PROJECTS);
}

/** Installs what the project needs where we may; prints what is missing; whether it can run. */
function prepare(project) {
  const needs = [...PROJECTS[project], ...(real ? REAL : [])];
  let lacking = missing(needs);
  if (lacking.length > 0 && mayInstall()) lacking = install(lacking);
  for (const { need } of lacking) console.log(`${project}: missing ${need}`);
  if (lacking.length > 0) console.log(`${project}: get it with: ${remedy(lacking)}`);
  return lacking.length === 0;
}
