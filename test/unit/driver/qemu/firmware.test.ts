/** UEFI firmware is found where distributions put it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findFirmware } from '../../../../src/driver/qemu/firmware.ts';

test('the newer image wins, and only with its own variable store', async () => {
  const root = await mkdtemp(join(tmpdir(), 'firmware-test-'));
  try {
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    for (const folder of [first, second]) await mkdir(folder);
    await writeFile(join(first, 'OVMF_CODE_4M.fd'), '');
    for (const name of ['OVMF_CODE_4M.fd', 'OVMF_VARS_4M.fd', 'OVMF_CODE.fd', 'OVMF_VARS.fd']) {
      await writeFile(join(second, name), '');
    }
    expect(findFirmware('/usr/bin/qemu-system-x86_64', [first, second])).toEqual({
      code: join(second, 'OVMF_CODE_4M.fd'),
      variables: join(second, 'OVMF_VARS_4M.fd'),
    });
    expect(() => findFirmware('/usr/bin/qemu-system-aarch64', [second])).toThrow(
      /no UEFI image for aarch64 found/,
    );
  } finally {
    await rm(root, { recursive: true });
  }
});
