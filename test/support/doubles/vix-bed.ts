/** The VIX double on a service of its own, with the bundled guest as a .vmx; afterwards nothing may be left. */
import { expect } from '@playwright/test';
import { demoMachine } from 'guestwright';
import { type DoubleService, startDoubleService } from './double-service.ts';
import { VixLibrary } from './vix-library.ts';
import { type VmxFiles, writeVmx } from './vmx-machine.ts';

const FLOPPY = demoMachine.floppy as string;
const POWER_STATE = 129;

export interface Bed extends AsyncDisposable {
  readonly service: DoubleService;
  readonly vix: VixLibrary;
  readonly host: number;
  readonly files: VmxFiles;
  readonly vm: number;
  state(): number;
}

/** A service, a connected host and an opened machine, off. */
export async function openBed(): Promise<Bed> {
  const vix = await VixLibrary.load();
  const service = await startDoubleService();
  try {
    return await fillBed(service, vix);
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
}

async function fillBed(service: DoubleService, vix: VixLibrary): Promise<Bed> {
  Object.assign(process.env, service.env);
  const [handles, buffers] = [vix.handles(), vix.buffers()];
  const host = await vix.connect();
  const files = await writeVmx(service.folder, 'hypo', FLOPPY);
  const vm = await vix.result(vix.start('VixVM_Open', host, files.path));
  return {
    service,
    vix,
    host,
    files,
    vm,
    state: () => vix.number(vm, POWER_STATE),
    async [Symbol.asyncDispose]() {
      vix.release(vm);
      vix.disconnect(host);
      await service[Symbol.asyncDispose]();
      delete process.env.GUESTWRIGHT_DOUBLE_FOLDER;
      expect([vix.handles() - handles, vix.buffers() - buffers]).toEqual([0, 0]);
    },
  };
}

/** Waits until the guest came to its boot menu, where it answers its serial port, for the `times`th time. */
export async function booted({ service, files }: Bed, times = 1): Promise<void> {
  await expect(async () => {
    const [output = ''] = await service.call('serial-read', files.path, 0, 0);
    expect(output.split('page boot-menu').length - 1).toBe(times);
  }).toPass();
}
