/** Where the library's Remote Desktop Access is not to be had, pictures and keys go through the command prlctl. */
import { chmod, writeFile } from 'node:fs/promises';
import { createGuest, demoMachine, demoScreens, expect, test } from 'guestwright';
import { type ParallelsTestbed, startParallels } from '../support/parallels/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** PRL_ERR_FEATURE_IS_NOT_AVAILABLE_BY_EDITION. */
const NOT_BY_EDITION = 'PrlDevDisplay_ConnectToVm error 80056506';

/**
 * A small double of the command: the verbs that we use, over the service's socket; logs what it was called with. It
 * knows the protocol of the doubles only as far as `capture` and `keys`.
 */
const PRLCTL = `#!/usr/bin/env node
const { connect } = require('node:net');
const { appendFileSync } = require('node:fs');
const [verb, id, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf(name) + 1];
const folder = process.env.GUESTWRIGHT_DOUBLE_FOLDER;
appendFileSync(folder + '/prlctl.log', process.argv.slice(2).join(' ') + '\\n');
if (verb === '--help') {
  console.log(process.env.OLD_PRLCTL ? 'Supported actions: start stop' : 'Supported actions: capture send-key-event');
  process.exit(0);
}
const hex = (code) => Number(code).toString(16).padStart(2, '0');
const code = Number(option('--scancode'));
const released = option('--event') === 'release' && code !== 0xe0 ? 0x80 : 0;
const fields = verb === 'capture'
  ? ['capture', id, option('--file'), 'png', 0, 0, 0, 0, 0, 0]
  : ['keys', id, hex(code | released)];
const socket = connect(folder + '/service.sock');
socket.write(['1', ...fields].map(encodeURIComponent).join('\\t') + '\\n');
socket.once('data', (answer) => {
  console.error(String(answer));
  process.exit(/^1\\tok/.test(String(answer)) ? 0 : 1);
});
`;

/** Its ending says what it is: the package.json above the tests' output calls other files modules. */
const PRLCTL_FILE = 'prlctl.cjs';

async function withCommand(testbed: ParallelsTestbed, path: string): Promise<void> {
  await writeFile(path, PRLCTL);
  await chmod(path, 0o755);
  await testbed.service.nasty(NOT_BY_EDITION);
}

test('an edition without Remote Desktop Access is seen by a probe, and prlctl takes over', async ({
  browserName: _,
}, info) => {
  await using testbed = await startParallels();
  const prlctl = info.outputPath(PRLCTL_FILE);
  await withCommand(testbed, prlctl);
  await using host = await testbed.connect({ prlctl });
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.keyboard.press('ArrowDown');
  await guest.keyboard.press('ArrowUp');
  await guest.keyboard.press('Enter');
  await guest.screen('language').waitFor();
  expect(await codeAndMessage(guest.mouse.moveBy(1, 1, { timeout: 2000 } as never))).toContain(
    'prlctl has no pointer',
  );
});

test('without prlctl, and with one that is too old, the error names every way that was tried', async ({
  browserName: _,
}, info) => {
  await using testbed = await startParallels();
  const prlctl = info.outputPath(PRLCTL_FILE);
  await withCommand(testbed, prlctl);
  for (const [path, reason] of [
    ['/no/such/prlctl', "prlctl: '/no/such/prlctl' is not to be had"],
    [prlctl, `prlctl: '${prlctl} --help' names no capture and send-key-event (exit code 0, it says`],
  ] as const) {
    process.env.OLD_PRLCTL = '1';
    await using host = await testbed.connect({ prlctl: path });
    await using machine = await host.define(demoMachine);
    await machine.start();
    const failed = await codeAndMessage(machine.openDesktop());
    delete process.env.OLD_PRLCTL;
    expect(failed).toMatch(/^unsupported: machine '.*': its desktop cannot be reached\n/);
    expect(failed).toMatch(/library: .*\(PRL_ERR_FEATURE_IS_NOT_AVAILABLE_BY_EDITION\)/);
    expect(failed).toContain('virtuozzo: the library has no PrlVm_CaptureScreen');
    expect(failed).toContain(reason);
  }
});
