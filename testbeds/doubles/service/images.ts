/** Disk images by qemu-img: made, copied, looked at. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from './protocol.ts';

export interface ImageFacts {
  readonly format: string;
  /** Bytes that the guest sees. */
  readonly size: number;
  /** The image that it stands on. */
  readonly backing: string | undefined;
}

export async function createImage(path: string, mib: number, format: string): Promise<void> {
  await qemuImg('create', '-q', '-f', format, path, `${mib}M`);
}

export async function imageFacts(path: string): Promise<ImageFacts> {
  const facts = JSON.parse(await qemuImg('info', '--output=json', '-U', path)) as Record<string, unknown>;
  const backing = facts['backing-filename'];
  return {
    format: String(facts.format),
    size: Number(facts['virtual-size']),
    backing: backing === undefined ? undefined : String(backing),
  };
}

/** A flat copy in `format`. */
export async function copyImage(from: string, to: string, format: string): Promise<void> {
  await qemuImg('convert', '-U', '-O', format, from, to);
}

/** A qcow2 file that takes the writes meant for `base`. */
export async function linkImage(base: string, to: string): Promise<void> {
  const { format } = await imageFacts(base);
  await qemuImg('create', '-q', '-f', 'qcow2', '-b', base, '-F', format, to);
}

async function qemuImg(...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('qemu-img', args);
    return stdout;
  } catch (error) {
    throw new Failure('failed', `qemu-img ${args[0]}: ${(error as { stderr?: string }).stderr || error}`);
  }
}
