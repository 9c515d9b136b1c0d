/** A program that is started as QEMU is and speaks QMP as a test wants. */
import { chmod, writeFile } from 'node:fs/promises';
import { test } from '@playwright/test';
import { FIRST_CHANNEL } from '../../../../src/base/child-process.ts';
import type { Machine } from '../../../../src/driver/driver.ts';
import { qemuDriver } from '../../../../src/driver/qemu/driver.ts';
import { QemuHost } from '../../../../src/driver/qemu/host.ts';

/** `first` runs before the greeting; `answer` is the body of a function of a command, with `send` and `state`. */
const program = (first: string, answer: string) => `#!/usr/bin/env node
const { Socket } = require('node:net');
const { writeSync } = require('node:fs');
const state = {};
const qmp = new Socket({ fd: ${FIRST_CHANNEL} });
const send = (message, done) => qmp.write(JSON.stringify(message) + '\\n', done);
const reply = ({ execute }) => {
  ${answer}
  if (execute === 'quit') process.exit(0);
  return execute === 'query-status' ? { status: 'running', running: true } : {};
};
let text = '';
qmp.on('data', (chunk) => {
  const lines = (text + chunk).split('\\n');
  text = lines.pop();
  for (const command of lines.map((line) => JSON.parse(line))) {
    const answer = reply(command);
    if (answer) send({ return: answer, id: command.id });
  }
});
${first}
send({ QMP: { version: {} } });
`;

/** A machine, off, whose QEMU is the given program: JavaScript that runs before its greeting and for each command. */
export async function fakeMachine({ first = '', answer = '' }): Promise<Machine & AsyncDisposable> {
  const binary = test.info().outputPath('qemu-system-x86_64.cjs');
  await writeFile(binary, program(first, answer));
  await chmod(binary, 0o755);
  const host = new QemuHost(qemuDriver, 'QEMU of the test');
  return await host.define({ qemu: { binary, machine: 'pc', accel: 'tcg' } });
}
