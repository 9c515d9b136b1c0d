/** What goes through VMware Tools, on the double's simulated ones: programs, files, a picture, powering off in order. */
import { readFile, writeFile } from 'node:fs/promises';
import { createGuest, demoMachine, demoScreens, expect, test, type VmwareMachine } from 'guestwright';
import { startVmware } from '../support/vmware/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** The one account of the double's guest. */
const GUEST = { user: 'guest', password: 'guest' } as const;

async function withGuest(
  use: (machine: VmwareMachine, nasty: (...lines: readonly string[]) => Promise<void>) => Promise<void>,
  guest: Readonly<Record<string, unknown>> | 'nobody' = GUEST,
): Promise<void> {
  await using testbed = await startVmware(guest === 'nobody' ? {} : { guest });
  await using machine = (await testbed.host.define(demoMachine)) as VmwareMachine;
  await using shown = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await shown.power.on();
  await shown.screen('boot-menu').waitFor();
  await use(machine, (...lines) => testbed.service.nasty(...lines));
}

test('programs run in the guest, with their output and exit code', async () => {
  await withGuest(async (machine) => {
    expect(await machine.agent.exec('echo', ['carried', 'over'])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^carried over\r?\n$/),
      stderr: '',
    });
    expect((await machine.agent.exec('false', [])).exitCode).toBe(1);
    expect((await machine.agent.exec('page', [])).stdout).toMatch(/^boot-menu\r?\n$/);
  });
});

test('files are copied both ways', async ({ browserName: _ }, info) => {
  await withGuest(async (machine) => {
    await machine.waitForTools();
    const [there, back] = [info.outputPath('there'), info.outputPath('back')];
    await writeFile(there, 'carried\n');
    await machine.agent.copyIn(there, '/tmp/carried');
    await machine.agent.copyOut('/tmp/carried', back);
    expect(await readFile(back, 'utf8')).toBe('carried\n');
    expect(await codeAndMessage(machine.agent.copyOut('/tmp/none', back))).toMatch(
      /^unknown-machine|^io: VMware: copying '\/tmp\/none' out of the guest failed/,
    );
  });
});

test("the guest's screen is taken by its tools", async () => {
  await withGuest(async (machine) => {
    const png = Buffer.from(await machine.agent.screenshot());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([720, 400]);
  });
});

test('the guest refuses a user that it does not know, and nobody is nobody', async () => {
  await withGuest(
    async (machine) => {
      expect(await codeAndMessage(machine.agent.copyOut('/x', '/tmp/x'))).toMatch(
        /^authentication: VMware: logging in to the guest as 'ada' failed: .*\nCheck the guest's user and password/,
      );
    },
    { user: 'ada', password: 'wrong' },
  );
  await withGuest(async (machine) => {
    expect(await codeAndMessage(machine.agent.exec('/bin/true', []))).toMatch(
      /^invalid-argument: VMware Tools: expected a user of the guest, got none/,
    );
  }, 'nobody');
});

test('without tools it is said so, and there is no powering off in order', async () => {
  await withGuest(async (machine, nasty) => {
    await nasty('* no-tools');
    expect(await codeAndMessage(machine.agent.exec('/bin/true', []))).toMatch(
      /^machine-state: machine '.*': VMware Tools do not run in the guest\nInstall them/,
    );
    expect(await codeAndMessage(machine.waitForTools({ timeout: 2000 }))).toMatch(
      /^machine-state: .*TIMEOUT_WAITING_FOR_TOOLS|^timeout: waiting for VMware Tools/,
    );
    expect(await codeAndMessage(machine.shutdown())).toMatch(
      /^unsupported: driver 'vmware' lacks the capability 'shutdown'.*\nVMware powers a guest off in order where VMware Tools run/,
    );
    await nasty();
    await machine.installTools();
  });
});

test('tools power the guest off in order, also when they have just started', async () => {
  await withGuest(async (machine, nasty) => {
    await nasty('VixVM_PowerOff error bc1 x2'); // 3009: too early
    await machine.shutdown();
    expect((await machine.state()).state).toBe('off');
    expect(machine.serial().output).toContain('page shutdown');
  });
});
