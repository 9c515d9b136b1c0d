/** A small real project on disk, run with the installed Playwright, and what its reports say. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { type ProcessOptions, type ProcessResult, runNode } from './run-process.ts';

export interface InnerAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly path?: string;
  readonly body?: string;
}

export interface InnerStep {
  readonly title: string;
  readonly category: string;
  readonly line?: number;
  readonly file?: string;
  readonly steps: readonly InnerStep[];
}

export interface InnerTest {
  readonly title: string;
  readonly project: string;
  readonly status: 'passed' | 'failed' | 'timedOut' | 'skipped' | 'interrupted';
  /** Messages of all errors, without colours. */
  readonly errors: readonly string[];
  /** Where the first error was located. */
  readonly line: number | undefined;
  readonly duration: number;
  readonly attachments: readonly InnerAttachment[];
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  readonly steps: readonly InnerStep[];
}

export interface InnerRun extends ProcessResult {
  readonly tests: readonly InnerTest[];
  /** The HTML report's page. */
  readonly html: string;
}

/** The default config: one worker, the embedded driver. */
export const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['html', { outputFolder: 'html', open: 'never' }], ['line']],
  workers: 1,
  projects: [{ name: 'embedded', use: { driver: 'embedded' } }],
});
`;

/** The runner's JSON report leaves out all steps that are not the user's own. */
const STEPS_REPORTER = `
import { writeFileSync } from 'node:fs';
export default class StepsReporter {
  #tests = {};
  onTestEnd(test, result) { this.#tests[test.title] = result.steps.map(describe); }
  onEnd() { writeFileSync(new URL('steps.json', import.meta.url), JSON.stringify(this.#tests)); }
  printsToStdio() { return false; }
}
function describe({ title, category, location, steps }) {
  return { title, category, line: location?.line, file: location?.file, steps: steps.map(describe) };
}
`;

/** The only test of a run. */
export function onlyTest({ tests }: InnerRun): InnerTest {
  const [only] = tests;
  if (!only || tests.length > 1) throw new Error(`expected one test, got ${tests.length}`);
  return only;
}

const SCAFFOLD = { 'playwright.config.ts': CONFIG, 'steps-reporter.mjs': STEPS_REPORTER };

/** Writes the files below the test's own output folder, where 'guestwright' is this package, built. */
export async function writeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = test.info().outputPath('project');
  for (const [name, content] of Object.entries({ ...SCAFFOLD, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** `playwright test ...args` in `folder`. */
export async function runProject(folder: string, args: readonly string[] = [], env = {}): Promise<InnerRun> {
  const result = await runPlaywright(folder, args, env);
  const found = await readJsonReport(join(folder, 'report.json'));
  const steps = JSON.parse(await readFile(join(folder, 'steps.json'), 'utf8')) as Record<
    string,
    readonly InnerStep[]
  >;
  const tests = found.map((each) => ({ ...each, steps: steps[each.title] ?? [] }));
  return { ...result, tests, html: join(folder, 'html', 'index.html') };
}

/** The tests of the runner's JSON report, without steps. */
export async function readJsonReport(path: string): Promise<readonly InnerTest[]> {
  const report = JSON.parse(await readFile(path, 'utf8')) as JsonReport;
  return report.suites.flatMap(testsOf).map((each) => ({ ...each, steps: [] }));
}

/** The same without looking at reports. */
export async function runPlaywright(
  folder: string,
  args: readonly string[],
  env = {},
  options: Pick<ProcessOptions, 'ownGroup' | 'onOutput' | 'within'> = {},
): Promise<ProcessResult> {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  return await runNode([cli, 'test', '--config', folder, ...args], { cwd: folder, env, ...options });
}

/** An attachment's content. */
export async function readAttachment({ path, body }: InnerAttachment): Promise<Buffer> {
  return path === undefined ? Buffer.from(body ?? '', 'base64') : await readFile(path);
}

/** The text of the attachment of that name. */
export async function attachedText({ attachments }: InnerTest, name: string): Promise<string> {
  const attachment = attachments.find((candidate) => candidate.name === name);
  if (!attachment)
    throw new Error(`no attachment '${name}', only ${attachments.map((each) => each.name).join(', ')}`);
  return (await readAttachment(attachment)).toString();
}

/** All steps of a test, outer ones first. */
export function flatten(steps: readonly InnerStep[]): readonly InnerStep[] {
  return steps.flatMap((step) => [step, ...flatten(step.steps)]);
}

interface JsonReport {
  readonly suites: readonly JsonSuite[];
}

interface JsonSuite {
  readonly suites?: readonly JsonSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly annotations: InnerTest['annotations'];
      readonly results: readonly (Pick<InnerTest, 'status' | 'duration' | 'attachments'> & {
        readonly errors: readonly { readonly message?: string }[];
        readonly errorLocation?: { readonly line: number };
        readonly annotations?: InnerTest['annotations'];
      })[];
    }[];
  }[];
}

function testsOf({ suites = [], specs }: JsonSuite): Omit<InnerTest, 'steps'>[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests.flatMap(({ projectName, annotations, results }) =>
      results.map((result) => ({
        title,
        project: projectName,
        status: result.status,
        errors: result.errors.map(({ message = '' }) => message),
        line: result.errorLocation?.line,
        duration: result.duration,
        attachments: result.attachments,
        annotations: result.annotations ?? annotations,
      })),
    ),
  );
  return [...own, ...suites.flatMap(testsOf)];
}
