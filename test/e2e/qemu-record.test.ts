/** A whole install recorded on QEMU runs on QEMU and on the embedded emulator as it is, and the other way round. */
import { expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';
import { recorded, SECRET } from './support/person.ts';

const env = { [SECRET.name]: SECRET.value };

for (const recordedOn of ['qemu', 'embedded']) {
  test(`an install recorded on ${recordedOn} runs on every driver`, async () => {
    test.slow();
    const cwd = await writeFolder();
    {
      await using session = await recorded(cwd, recordedOn);
      await session.person.installs();
      await session.recording.emit();
      expect(await session.recording.replay()).toBe(true);
    }
    for (const driver of ['qemu', 'embedded']) {
      const run = await guestwright(['run', 'demo.install.ts', '--driver', driver], { cwd, env });
      expect(run.stderr).toBe('');
      expect(run.summary.status).toBe('passed');
    }
  });
}
