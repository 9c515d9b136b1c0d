/** The bundled guest's images are what its source builds, byte for byte. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const BUILD = fileURLToPath(new URL('../../../guests/hypo/build.sh', import.meta.url));

test('the committed images are the ones that the source builds', async () => {
  const { stdout, stderr } = await promisify(execFile)('bash', [BUILD, '--check']);
  expect(`${stdout}${stderr}`).not.toMatch(/differ/i);
});
