/** Faults through the VIX double: one clear error each, nothing hangs, and jobs that nobody waits for are drained. */
import { demoMachine, expect, type Machine, test } from 'guestwright';
import { writeVmx } from '../support/doubles/vmx-machine.ts';
import { connectVmware, startVmware, type VmwareTestbed } from '../support/vmware/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const SMALL = { memory: '4 MiB', serial: 0 } as const;

async function withMachine(
  use: (machine: Machine, testbed: VmwareTestbed) => Promise<void>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await using testbed = await startVmware(options);
  await using machine = await testbed.host.define({ ...SMALL, name: 'small' });
  try {
    await use(machine, testbed);
  } finally {
    await testbed.service.nasty(); // the machine is to be stopped and deleted as usual
  }
}

/** Codes of VIX in hexadecimal, what they are, and how a start ends. */
const HINDRANCES: Readonly<Record<string, readonly [string, RegExp]>> = {
  'an encrypted machine': [
    '426c',
    /^authentication: .*\(VIX error 17004 CRYPTO_NEED_PASSWORD\)\nThe machine is encrypted/,
  ],
  'one that another process has open': [
    'f',
    /^machine-in-use: .*\(VIX error 15 FILE_ALREADY_LOCKED\)\nAnother process has its files open/,
  ],
  'one that runs already': ['bbf', /^machine-state: .*\(VIX error 3007 VM_IS_RUNNING\)\nStop it first/],
  'a question that nobody answers': [
    'bd4',
    /^machine-state: .*\(VIX error 3028 VMX_MSG_DIALOG_AND_NO_UI\)\nVMware asks a question/,
  ],
  'an error with high bits': [
    'dead000000000bc1',
    /^machine-state: .*\(VIX error 3009 POWEROP_SCRIPTS_NOT_AVAILABLE\)/,
  ],
  'an error that nobody knows': [
    'fde7',
    /^start-failed: machine 'small' did not start: .*\(VIX error 64999\)/,
  ],
};

for (const [name, [code, message]] of Object.entries(HINDRANCES)) {
  test(`${name} is told from other reasons why a machine does not start`, async () => {
    await withMachine(async (machine, { service }) => {
      await service.nasty(`VixVM_PowerOn error ${code} x1`);
      expect(await codeAndMessage(machine.start())).toMatch(message);
      expect((await machine.state()).state).toBe('off');
      await machine.start();
    });
  });
}

test('an encrypted machine is opened with its password alone', async () => {
  await using testbed = await startVmware();
  const { service } = testbed;
  const files = await writeVmx(service.folder, 'safe', demoMachine.floppy as string);
  await files.set({ 'encryption.keySafe': 'open sesame' });
  const refused =
    /^authentication: VMware: opening '.*safe\.vmx' failed: .*\nThe machine is encrypted: give its password/;
  expect(await codeAndMessage(testbed.host.machine(files.path))).toMatch(refused);
  await using wrong = await connectVmware(service, { encryptionPassword: 'open barley' });
  expect(await codeAndMessage(wrong.machine(files.path))).toMatch(refused);
  await using right = await connectVmware(service, { encryptionPassword: 'open sesame' });
  await using machine = await right.machine(files.path);
  expect((await machine.state()).state).toBe('off');
});

test('an encrypted machine is refused when it is opened, with what to do', async () => {
  await withMachine(async (_, { service, host }) => {
    await service.nasty('VixHost_OpenVM error 426c x1');
    expect(await codeAndMessage(host.define(SMALL))).toMatch(
      /^authentication: VMware: opening '.*' failed: .*CRYPTO_NEED_PASSWORD\)\nThe machine is encrypted: give its password/,
    );
    await using machine = await host.define(SMALL);
    expect((await machine.state()).state).toBe('off');
  });
});

test('a log-in that the host refuses says so', async () => {
  const refused = startVmware({ provider: 'server', host: 'localhost', user: 'nobody', password: 'wrong' });
  expect(await codeAndMessage(refused)).toMatch(
    /^authentication: VMware: connecting to localhost failed: .*\nCheck user and password where the driver is named/,
  );
});

test('a library that drives no product that is there, or one that is too old, says so', async () => {
  await using testbed = await startVmware();
  for (const code of ['55f1', '55f2', '55f3']) {
    await testbed.service.nasty(`VixHost_Connect error ${code} x1`);
    expect(await codeAndMessage(connectVmware(testbed.service, { control: 'vix' }))).toMatch(
      /^not-installed: VMware: connecting to this computer failed: .*WRAPPER_\w+\)\nThe library found no product/,
    );
  }
});

test('without a service the connection fails, and says what to look at', async () => {
  await using testbed = await startVmware();
  await testbed.service.kill();
  expect(await codeAndMessage(connectVmware(testbed.service, { control: 'vix' }))).toMatch(
    /^connection-lost: /,
  );
});

test('a start that takes longer than it may is drained: the machine is busy until it has ended', async () => {
  await withMachine(async (machine, { service }) => {
    await service.nasty('VixVM_PowerOn late 1500 x1');
    expect(await codeAndMessage(machine.start({ timeout: 300 }))).toMatch(
      /^timeout: starting 'small' did not finish within 300 ms/,
    );
    expect(await machine.state()).toEqual({
      state: 'busy',
      detail: expect.stringContaining("nobody waits for it any more: starting '"),
    });
    // The next change waits for its turn, and finds the machine as the late start left it.
    await machine.stop();
    expect((await machine.state()).state).toBe('off');
    await machine.start();
  });
});

test('an abort rejects at once; the job goes on and what it gives is released', async () => {
  await withMachine(async (machine, { service }) => {
    await machine.snapshots.take('first');
    await service.nasty('VixVM_CreateSnapshot late 800 x1');
    const controller = new AbortController();
    const taking = codeAndMessage(machine.snapshots.take('second', { signal: controller.signal }));
    await expect.poll(async () => (await machine.state()).state).toBe('busy');
    controller.abort();
    expect(await taking).toMatch(/^aborted: taking the snapshot 'second' was aborted/);
    expect((await machine.state()).state).toBe('busy');
    expect((await machine.snapshots.list()).map(({ name }) => name)).toEqual(['first', 'second']);
  });
});

test('a job that never ends does not keep the machine, its host or the process', async ({
  browserName: _,
}, info) => {
  await using testbed = await startVmware({ folder: info.outputPath('') });
  const machine = await testbed.host.define(SMALL);
  await testbed.service.nasty('VixVM_PowerOn never-ends x1');
  expect(await codeAndMessage(machine.start({ timeout: 300 }))).toMatch(/^timeout: /);
  expect((await machine.state()).state).toBe('busy');
  expect(await codeAndMessage(Promise.resolve(machine[Symbol.asyncDispose]()))).toMatch(
    /^timeout: leaving 'vmware-/,
  );
});

test('a service that is killed while a job runs ends the wait, and the machine is known to be lost', async ({
  browserName: _,
}, info) => {
  await using testbed = await startVmware({ folder: info.outputPath('') });
  const machine = await testbed.host.define({ ...SMALL, name: 'small' });
  await machine.start();
  const died = new Promise<Error>((resolve) => machine.on('died', resolve));
  await testbed.service.nasty('VixVM_Suspend kill');
  expect(await codeAndMessage(machine.suspend())).toMatch(/^connection-lost: /);
  expect(String(await died)).toContain('VIX error');
  expect(await codeAndMessage(machine.openDesktop())).toMatch(/^connection-lost: /);
  await machine[Symbol.asyncDispose]();
});

test('machines are found although the library calls back before it returns', async () => {
  await withMachine(async (machine, { service, host }) => {
    await machine.start();
    await service.nasty('VixHost_FindItems callback-before-return');
    for (let count = 0; count < 5; count++)
      expect(await host.machines()).toEqual([{ name: 'small', state: 'running' }]);
  });
});

test('a machine that waits for an answer is blocked, and who waits for it is told', async () => {
  await withMachine(async (machine, { service }) => {
    const slow = 'VixVM_PowerOn late 6000';
    await service.nasty(slow);
    const starting = codeAndMessage(machine.start());
    await expect.poll(async () => (await machine.state()).state).toBe('starting');
    await service.nasty(slow, 'Vix_GetProperties power-bits 100');
    expect(await starting).toMatch(
      /^machine-state: machine 'small': starting stands still: VMware asks a question and waits for the answer\nOpen/,
    );
    expect((await machine.state()).state).toBe('blocked');
    await service.nasty();
    // It was answered: the start goes on.
    await expect.poll(async () => (await machine.state()).state).toBe('running');
  });
});

test('the screen is captured while the machine is reset again and again', async () => {
  await using testbed = await startVmware();
  await using machine = await testbed.host.define(demoMachine);
  await machine.start();
  await using desktop = await machine.openDesktop();
  const capturing = (async () => {
    const sizes = new Set<string>();
    for (let count = 0; count < 40; count++) {
      const { width, height } = await desktop.capture();
      sizes.add(`${width}x${height}`);
    }
    return sizes;
  })();
  for (let count = 0; count < 5; count++) await machine.reset();
  expect((await capturing).size).toBeGreaterThan(0);
});
