/** A real Linux from inside: its guest agent on both channels, its serial console, the shell on its screen. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { smallLinux } from './media/small-linux.ts';
import { expect, test } from './real-test.ts';

/** Larger than one message to the agent, and no text. */
const FILE_SIZE = 300_000;

test.describe('with the agent on virtio', () => {
  test.use({ testbed: smallLinux('virtio') });

  test('the guest agent runs programs and copies files in and out', async ({ guest }, testInfo) => {
    await guest.power.on();
    const shell = guest.shell({ over: 'agent' });
    expect(await shell.run('hostname; exit 3')).toEqual({ exitCode: 3, output: 'small-linux\n' });

    const { agent } = guest.machine;
    const both = ['-c', 'cat; echo $WORD >&2'];
    const answer = await agent.exec('/bin/sh', both, { input: 'in', env: { WORD: 'out' } });
    expect(answer).toEqual({ exitCode: 0, stdout: 'in', stderr: 'out\n' });

    const [sent, returned] = [testInfo.outputPath('sent'), testInfo.outputPath('returned')];
    await writeFile(sent, randomBytes(FILE_SIZE));
    await agent.copyIn(sent, '/tmp/file');
    expect((await shell.run('wc -c < /tmp/file')).output.trim()).toBe(String(FILE_SIZE));
    await agent.copyOut('/tmp/file', returned);
    expect((await readFile(returned)).equals(await readFile(sent))).toBe(true);
  });
});

test.describe('with the agent on a serial port', () => {
  test.use({ testbed: smallLinux('isa-serial') });

  test('shells over agent, serial and screen give exit code and output', async ({ guest }) => {
    await guest.power.on();
    const agent = guest.shell({ over: 'agent' });
    expect(await agent.run('ls /dev/ttyS1; exit 7')).toEqual({ exitCode: 7, output: '/dev/ttyS1\n' });

    await expect(guest.serial).toReceive('small# ', { from: 'start' });
    const serial = guest.shell({ over: 'serial' });
    expect(await serial.run('echo hello; false')).toEqual({ exitCode: 1, output: 'hello\n' });
    expect((await serial.run('uname -s')).output).toBe('Linux\n');

    await expect(guest).toShowText(/^small#$/m);
    const screen = guest.shell({ over: 'screen' });
    const twoLines = "printf 'one\\ntwo\\n'; (exit 42)";
    expect(await screen.run(twoLines)).toEqual({ exitCode: 42, output: 'one\ntwo\n' });
  });
});
