/** Which accelerator really works: a device node may exist and still not run a guest, so an instruction decides. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGuarded } from '../../base/child-process.ts';
import { pause } from '../../base/deadline.ts';
import { type HardwareAccelerator, hardwareAccelerator, qemuArchitecture } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import { PROBE_EXIT_CODE, probeArguments, probeProgram } from './accel-probe.ts';
import type { MachinePlan } from './plan.ts';

/** A guest that works ends within 100 ms; one that hangs never does. */
const PROBE_TIMEOUT = 2000;
/** Between two looks at what QEMU says, ms. */
const PROBE_INTERVAL = 20;

const found = new Map<string, Promise<boolean>>();

/** The argument of `-accel` for a QEMU binary; 'auto' probes the hardware's once per process and binary. */
export async function accelerator(binary: string, wanted: MachinePlan['accel']): Promise<string> {
  if (wanted !== 'auto') return wanted;
  const hardware = hardwareAccelerator();
  if (!hardware || !binary.endsWith(`qemu-system-${qemuArchitecture()}`)) return 'tcg';
  const works = found.get(binary) ?? probe(binary, hardware);
  found.set(binary, works);
  return (await works) ? hardware : 'tcg';
}

/** Runs a program of a few instructions that ends QEMU with an exit code of its own. */
export async function probe(
  binary: string,
  accel: HardwareAccelerator | 'tcg',
  timeout = PROBE_TIMEOUT,
): Promise<boolean> {
  const architecture = qemuArchitecture();
  const program = probeProgram(architecture);
  if (!program) return false;
  await using folder = await privateFolder();
  const path = join(folder.path, 'probe');
  await writeFile(path, program);
  try {
    await using child = await startGuarded(binary, probeArguments(accel, path));
    const giveUp = new AbortController();
    const exit = await Promise.race([
      child.exited,
      complains(() => child.stderr, giveUp.signal),
      pause(timeout, giveUp.signal),
    ]);
    giveUp.abort();
    return exit?.code === PROBE_EXIT_CODE;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true });
  }
}

/** Resolves when KVM gave up: QEMU then stands still for ever. */
async function complains(words: () => string, signal: AbortSignal): Promise<undefined> {
  while (!/internal error/i.test(words())) await pause(PROBE_INTERVAL, signal);
}
