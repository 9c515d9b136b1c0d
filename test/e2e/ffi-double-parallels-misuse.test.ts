/** Parallels' double ends a process that breaks a rule of the API, with a line that names it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';

const SCRIPT = join(import.meta.dirname, '../support/doubles/prl-misuse.ts');

const RULES: readonly (readonly [rule: string, says: RegExp])[] = [
  ['free twice', /misuse: PrlHandle_Free: handle \d+ was freed already/],
  ['use a freed handle', /misuse: PrlVmCfg_SetName: handle \d+ was freed already/],
  ['use after log-off', /misuse: PrlSrv_GetVmListEx: the server was logged off/],
  ['use a machine after log-off', /misuse: PrlVm_Start: the server was logged off/],
  ['use after deinit', /misuse: PrlSrv_Create after PrlApi_Deinit/],
  ['free after deinit', /misuse: PrlHandle_Free after PrlApi_Deinit/],
  [
    'unregister with a callback pending',
    /misuse: PrlSrv_UnregEventHandler on the main thread while a callback is pending/,
  ],
  ['deinit with a callback pending', /misuse: PrlApi_Deinit on the main thread while a callback is pending/],
];

for (const [rule, says] of RULES) {
  test(`to ${rule} ends the process and says so`, async () => {
    await using service = await startDoubleService();
    const library = await buildDouble('parallels');
    const child = spawn(process.execPath, ['--import', 'jiti/register', SCRIPT, library, rule], {
      env: { ...process.env, ...service.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [, signal] = await once(child, 'close');
    expect(errors).toMatch(says);
    expect(signal).toBe('SIGABRT');
  });
}
