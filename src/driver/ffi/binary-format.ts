/** For which computer a library file is: told from its first bytes, so that a wrong one is refused by name. */
import { open } from 'node:fs/promises';

/** Enough for every header that we read. */
const HEADER_LENGTH = 4096;

const ELF_MACHINES: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };
/** Mach-O's cputype; 0x01000000 is its flag for 64 bits. */
const MACH_CPUS: Readonly<Record<number, string>> = {
  7: 'ia32',
  12: 'arm',
  16777223: 'x64',
  16777228: 'arm64',
};
const PE_MACHINES: Readonly<Record<number, string>> = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };
const FAT_MAGIC = 0xcafebabe;
const FAT_ENTRY = 20;
const MACH_64_MAGIC = 0xfeedfacf;
const MACH_32_MAGIC = 0xfeedface;

/** The architectures, by Node's names (`process.arch`); empty for what is no library; undefined if it cannot be read. */
export async function architecturesOf(path: string): Promise<readonly string[] | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_LENGTH), 0, HEADER_LENGTH, 0);
    return architecturesIn(buffer.subarray(0, bytesRead));
  } catch {
    return undefined; // a folder, for one
  } finally {
    await file.close();
  }
}

/** The same of the first bytes of a file. */
export function architecturesIn(header: Buffer): readonly string[] {
  if (header.length < 64) return [];
  if (header.readUInt32BE(0) === 0x7f454c46) {
    const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
    return [ELF_MACHINES[machine] ?? `ELF machine ${machine}`];
  }
  const magic = header.readUInt32LE(0);
  if (magic === MACH_64_MAGIC || magic === MACH_32_MAGIC) return [machName(header.readUInt32LE(4))];
  if (header.readUInt32BE(0) === FAT_MAGIC) {
    const count = Math.min(header.readUInt32BE(4), Math.floor((header.length - 8) / FAT_ENTRY));
    return Array.from({ length: count }, (_, index) => machName(header.readUInt32BE(8 + index * FAT_ENTRY)));
  }
  if (header.toString('latin1', 0, 2) === 'MZ') {
    const start = header.readUInt32LE(0x3c);
    if (start + 6 > header.length || header.toString('latin1', start, start + 2) !== 'PE') return [];
    const machine = header.readUInt16LE(start + 4);
    return [PE_MACHINES[machine] ?? `PE machine ${machine}`];
  }
  return [];
}

function machName(cpu: number): string {
  return MACH_CPUS[cpu] ?? `Mach-O cpu ${cpu}`;
}
