/** Makes, inspects and converts disk images with qemu-img. */

import { runGuarded } from '../../base/child-process.ts';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { findProgram } from '../../base/platform.ts';
import type { ImageFormat } from '../image-format.ts';
import { notInstalled } from './requirements.ts';

/** Copying a large disk takes minutes; the caller's deadline, if any, is shorter. */
const IMAGE_TIMEOUT = 600_000;

export interface ImageInfo {
  readonly format: string;
  /** Bytes that the guest sees. */
  readonly size: number;
}

/** What `path` holds. `live`: somebody has it open for writing. */
export async function imageInfo(
  path: string,
  call: CallOptions & { readonly live?: boolean } = {},
): Promise<ImageInfo> {
  const share = call.live ? ['-U'] : [];
  const info = JSON.parse(await qemuImg(['info', '--output=json', ...share, path], call)) as Record<
    string,
    unknown
  >;
  return { format: String(info.format), size: Number(info['virtual-size']) };
}

/** An empty qcow2 disk of `size` bytes. */
export async function createDisk(path: string, size: number, call?: CallOptions): Promise<void> {
  await qemuImg(['create', '-q', '-f', 'qcow2', path, String(size)], call);
}

/** A qcow2 file that takes the writes meant for `base`, which is only read. */
export async function createOverlay(
  path: string,
  base: { readonly path: string; readonly format: string },
  call?: CallOptions,
): Promise<void> {
  await qemuImg(['create', '-q', '-f', 'qcow2', '-b', base.path, '-F', base.format, path], call);
}

/** A flat copy that depends on no other file. The source may be open in a QEMU that stands still. */
export async function flatten(
  from: { readonly path: string; readonly format: string },
  to: { readonly path: string; readonly format: string; readonly compressed?: boolean },
  call?: CallOptions,
): Promise<void> {
  const compress = to.compressed ? ['-c'] : [];
  await qemuImg(['convert', '-U', ...compress, '-f', from.format, '-O', to.format, from.path, to.path], call);
}

/** `flatten`, as small as the format may be and still be written to in place: that is to compress qcow2. */
export async function exportImage(
  from: { readonly path: string; readonly format: string },
  to: { readonly path: string; readonly format: ImageFormat },
  call?: CallOptions,
): Promise<void> {
  await flatten(from, { ...to, compressed: to.format === 'qcow2' }, call);
}

/** Changes the snapshots inside of a qcow2 file that nobody has open. */
export async function changeSnapshot(
  verb: 'create' | 'apply' | 'delete',
  path: string,
  tag: string,
  call?: CallOptions,
): Promise<void> {
  await qemuImg(['snapshot', `-${verb[0]}`, tag, path], call);
}

async function qemuImg(args: readonly string[], call: CallOptions = {}): Promise<string> {
  const program = findProgram('qemu-img');
  if (!program) throw notInstalled('qemu-img');
  const { code, stdout, stderr } = await runGuarded(program, args, {
    timeout: IMAGE_TIMEOUT,
    ...defined(call),
  });
  if (code === 0) return stdout;
  throw imageError(args, stderr);
}

/** An explicit `undefined` must not hide the default. */
function defined({ signal, timeout }: CallOptions): CallOptions {
  return { ...(signal && { signal }), ...(timeout !== undefined && { timeout }) };
}

function imageError(args: readonly string[], stderr: string): GuestwrightError {
  const lines = stderr.trim().split('\n');
  const summary = (lines.at(-1) ?? '').replace(/^qemu-img: /, '');
  const full = /No space left on device|Disk quota exceeded|File too large/i.test(stderr);
  return new GuestwrightError(`qemu-img ${args[0]}: ${summary || 'failed without a word'}`, {
    code: full ? 'disk-full' : 'io',
    remedy: full
      ? 'Free space there, or point TMPDIR at a file system that has some.'
      : 'See that the image exists and is whole.',
    details: { args: [...args] },
    ...(lines.length > 1 ? { output: stderr } : {}),
  });
}
