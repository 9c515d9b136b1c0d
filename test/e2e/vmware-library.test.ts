/** Finding the VIX library: what is missing, wrong or too old is said, with what was tried. */
import { writeFile } from 'node:fs/promises';
import { expect, loadDriver, test } from 'guestwright';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';
import { compileLibrary, TINY } from '../support/ffi/compile.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const SMALL = { memory: '4 MiB', serial: 0 } as const;
/** An ELF file of 64 bits, little-endian; its machine is at byte 18. */
const ELF_HEADER = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);
const AARCH64 = 0xb7;

async function connect(library: string, more: object = {}): Promise<string> {
  const vmware = await loadDriver('vmware');
  return await codeAndMessage(vmware.connect({ library, control: 'vix', ...more }));
}

test('a library that is missing, no library, or of another architecture is told by its path', async ({
  browserName: _,
}, info) => {
  const [missing, text, foreign] = ['none.so', 'text.so', 'arm.so'].map((name) => info.outputPath(name)) as [
    string,
    string,
    string,
  ];
  await writeFile(text, 'not a library, but long enough to look at it'.repeat(4));
  const header = Buffer.from(ELF_HEADER);
  header.writeUInt16LE(3, 16); // a shared library
  header.writeUInt16LE(AARCH64, 18);
  await writeFile(foreign, header);
  expect(await connect(missing)).toMatch(
    /^not-installed: VMware VIX: '.*none\.so' cannot be used: there is no such file\nIt comes with VMware Workstation and Fusion/,
  );
  expect(await connect(text)).toMatch(/'.*text\.so' cannot be used: it is not a library\n/);
  expect(await connect(foreign)).toMatch(
    /'.*arm\.so' cannot be used: it is built for arm64, this Node for x64\n/,
  );
});

test('a library that lacks functions is refused with their names', async ({ browserName: _ }, info) => {
  const other = compileLibrary(TINY, info.outputPath(''), { name: 'libother.so' });
  expect(await connect(other)).toMatch(
    /^not-installed: VMware VIX: '.*' cannot be used: it lacks Vix_ReleaseHandle, /,
  );
  const old = await buildDouble('vix', ['-DVixVM_PowerOn=VixVM_Gone']);
  expect(await connect(old)).toMatch(
    /^not-installed: VMware VIX: '.*' cannot be used: it lacks VixVM_PowerOn\n/,
  );
});

test('functions that only later versions have are done without, or missed by name', async () => {
  const library = await buildDouble('vix', ['-DVixHost_OpenVM=VixHost_Gone', '-DVixVM_Clone=VixVM_Gone']);
  await using service = await startDoubleService();
  Object.assign(process.env, service.env);
  await using host = await (await loadDriver('vmware')).connect({ library });
  await using machine = await host.define(SMALL);
  await machine.start();
  await machine.stop();
  expect(await codeAndMessage(machine.clone?.() ?? Promise.resolve())).toMatch(
    /^unsupported: VMware VIX: '.*' has no function 'VixVM_Clone'\n/,
  );
});

test('without an option the environment names the library', async () => {
  process.env.GUESTWRIGHT_VIX_LIBRARY = '/nowhere/libvixAllProducts.so';
  try {
    const vmware = await loadDriver('vmware');
    expect(await codeAndMessage(vmware.connect({ control: 'vix' }))).toContain(
      "'/nowhere/libvixAllProducts.so' cannot be used: there is no such file",
    );
    expect(await vmware.probe()).toEqual({
      missing: expect.stringContaining('/nowhere/libvixAllProducts.so'),
      remedy: expect.stringContaining('GUESTWRIGHT_VIX_LIBRARY'),
    });
    process.env.GUESTWRIGHT_VIX_LIBRARY = await buildDouble('vix');
    expect(await vmware.probe()).toBeUndefined();
  } finally {
    delete process.env.GUESTWRIGHT_VIX_LIBRARY;
  }
});

test('where none is found, all places that were tried are listed', async () => {
  const vmware = await loadDriver('vmware');
  const failed = await codeAndMessage(vmware.connect({ control: 'vix' }));
  expect(failed).toMatch(/^not-installed: VMware VIX: no library that can be used was found\n/);
  expect(failed).toContain('/usr/lib/vmware-vix/libvixAllProducts.so: there is no such file');
});
