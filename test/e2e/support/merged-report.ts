/** What a merged report holds: its tests, and the bytes of their attachments as its readers get them. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InnerTest, readAttachment, readJsonReport } from './inner-project.ts';
import { type ProcessOptions, type ProcessResult, runProgram } from './run-process.ts';

export interface MergedReport extends ProcessResult {
  readonly tests: readonly InnerTest[];
}

/** `merge-reports` once more, into a form that a program reads: of the blobs in `folder`, below `cwd`. */
export async function readBlobs(folder: string, options: ProcessOptions): Promise<MergedReport> {
  const output = join(options.cwd, 'merged.json');
  const args = ['playwright', 'merge-reports', '--config=playwright.config.ts', '--reporter=json', folder];
  const env = { ...options.env, PLAYWRIGHT_JSON_OUTPUT_FILE: output };
  const result = await runProgram('npx', args, { ...options, env });
  return { ...result, tests: await readJsonReport(output) };
}

/** Names of a test's attachments that the HTML report in `folder` does not hold byte for byte. */
export async function missingIn(folder: string, { attachments }: InnerTest): Promise<readonly string[]> {
  const held = new Set(await readdir(join(folder, 'data')));
  const missing: string[] = [];
  for (const attachment of attachments.filter(({ path }) => path !== undefined)) {
    const hash = createHash('sha1')
      .update(await readAttachment(attachment))
      .digest('hex');
    const name = [...held].find((each) => each.startsWith(hash));
    const copy = name === undefined ? undefined : await readFile(join(folder, 'data', name));
    if (!copy?.equals(await readAttachment(attachment))) missing.push(attachment.name);
  }
  return missing;
}
