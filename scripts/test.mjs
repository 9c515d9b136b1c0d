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
const lacking = new Map(wanted.map((project) => [project, prepare(project)]));
const cannotRun = (needs) => needs.some(({ tests }) => tests === undefined);
const runnable = wanted.filter((project) => !cannotRun(lacking.get(project)));
const absent = wanted.filter((project) => !runnable.includes(project));
const leftOut = runnable.flatMap((project) => lacking.get(project).map(({ tests }) => tests));
ensureBuilt();
const named = passedOn.some((argument) => argument.startsWith('--project'));
const projects = named ? [] : runnable.map((project) => `--project=${project}`);
const only = named && runnable.length < wanted.length ? ['--pass-with-no-tests'] : [];
const code = runnable.length === 0 ? 0 : runPlaywright([...projects, ...only, ...passedOn]);
if (absent.length > 0) console.log(`Did not run: ${absent.join(', ')} (see above for what is missing)`);
if (leftOut.length > 0) console.log(`Left out: tests that match ${[...new Set(leftOut)].join(' or ')}`);
const incomplete = absent.length > 0 || leftOut.length > 0;
process.exit(code !== 0 ? code : incomplete && process.env.GUESTWRIGHT_REQUIRE === 'all' ? 1 : 0);

function runPlaywright(args) {
  return run(bin('playwright'), ['test', ...(real ? ['test/real'] : []), ...args], {
    env: { ...(real && { GUESTWRIGHT_REAL: 'full' }), GUESTWRIGHT_LEFT_OUT: leftOut.join('|') },
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

/** Installs what the project needs where we may; prints and gives what is missing still. */
function prepare(project) {
  const needs = [...PROJECTS[project], ...(real ? REAL : [])];
  const before = missing(needs);
  const still = before.length > 0 && mayInstall() ? install(before) : before;
  for (const { need, tests } of still) {
    console.log(`${project}: missing ${need}${tests === undefined ? '' : ` (for some tests: ${tests})`}`);
  }
  if (still.length > 0) console.log(`${project}: get it with: ${remedy(still)}`);
  return still;
}
