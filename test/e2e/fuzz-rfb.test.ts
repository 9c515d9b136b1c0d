/** A short run of the fuzzer of hostile VNC servers; `npm run fuzz` runs it for longer. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const SECONDS = 15;
/** One seed for all runs of CI: a failure is a failure of the change. */
const SEED = 6143;

interface Summary {
  readonly executions: number;
  readonly states: number;
  readonly refusals: number;
}

/** Exit code and what was printed. */
function fuzz(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const supervise = path.join(import.meta.dirname, '../fuzz/supervise.mjs');
  const script = `import { superviseFuzzer } from ${JSON.stringify(supervise)};
    process.exitCode = await superviseFuzzer(${JSON.stringify(args)}, { failures: ${JSON.stringify(test.info().outputDir)} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

test('hostile VNC servers do no harm', async () => {
  test.setTimeout(120_000); // a slow machine goes on until there are enough executions
  const { code, output } = await fuzz(['--seconds', String(SECONDS), '--seed', String(SEED)]);
  expect(code, output).toBe(0);
  const summary = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? '{}') as Summary;
  expect(summary.executions).toBeGreaterThan(300);
  expect(summary.states).toBeGreaterThan(60);
  expect(summary.refusals).toBeGreaterThan(20);
});

test('a run that is too short to reach every decoder fails and names them', async () => {
  const { code, output } = await fuzz(['--seconds', '0.05', '--seed', '1']);
  expect(code).toBe(1);
  expect(output).toMatch(/FAILED: never reached: .*(ZRLE|Tight|Cursor)/);
});
