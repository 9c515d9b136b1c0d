/** The drivers' tables against C headers: the doubles' own, always; the vendors', where they are; and planted errors. */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import * as prl from '../../../../src/driver/parallels/abi/constants.ts';
import { PRL_ERR } from '../../../../src/driver/parallels/abi/errors.ts';
import { PRL_FUNCTIONS } from '../../../../src/driver/parallels/abi/functions.ts';
import { VIX_FUNCTIONS } from '../../../../src/driver/vmware/vix/functions.ts';
import { compareFunctions, compareValues, type Headers } from '../../../support/doubles/header-check.ts';
import { parallelsDouble, realParallels, realVix, vixDouble } from '../../../support/doubles/sdk-headers.ts';
import { VIX_VALUES } from '../vmware/vix-values.ts';

/** The driver's values by the SDK's names. */
const PRL_VALUES: Readonly<Record<string, number>> = {
  PACF_NON_INTERACTIVE_MODE: prl.PACF_NON_INTERACTIVE_MODE,
  PSM_KILL: prl.STOP_MODE.kill,
  PSM_SHUTDOWN: prl.STOP_MODE.shutdown,
  PSM_ACPI: prl.STOP_MODE.acpi,
  PSF_FORCE: prl.PSF_FORCE,
  PSF_NOFORCE: prl.PSF_NOFORCE,
  PDE_FLOPPY_DISK: prl.DEVICE_TYPE.floppy,
  PDE_OPTICAL_DISK: prl.DEVICE_TYPE.optical,
  PDE_HARD_DISK: prl.DEVICE_TYPE.disk,
  PDE_GENERIC_NETWORK_ADAPTER: prl.DEVICE_TYPE.network,
  PDE_SERIAL_PORT: prl.DEVICE_TYPE.serial,
  PDT_USE_REAL_DEVICE: prl.EMULATION.realDevice,
  PDT_USE_IMAGE_FILE: prl.EMULATION.imageFile,
  PDT_USE_OUTPUT_FILE: prl.EMULATION.outputFile,
  PDT_USE_OTHER: prl.EMULATION.socket,
  PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION: prl.PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION,
  PIF_BMP: prl.IMAGE_FORMAT.bmp,
  PIF_PNG: prl.IMAGE_FORMAT.png,
  PKE_PRESS: prl.KEY_EVENT.press,
  PKE_RELEASE: prl.KEY_EVENT.release,
  PMB_LEFT_BUTTON: prl.MOUSE_BUTTON.left,
  PMB_RIGHT_BUTTON: prl.MOUSE_BUTTON.right,
  PMB_MIDDLE_BUTTON: prl.MOUSE_BUTTON.middle,
  PMB_XBUTTON1: prl.MOUSE_BUTTON.back,
  PMB_XBUTTON2: prl.MOUSE_BUTTON.forward,
  PRD_DISABLED: prl.VNC_MODE.disabled,
  PRD_AUTO: prl.VNC_MODE.auto,
  PRD_MANUAL: prl.VNC_MODE.manual,
  PET_DSP_EVT_VM_STATE_CHANGED: prl.EVENT.stateChanged,
  PET_DSP_EVT_VM_STARTED: prl.EVENT.started,
  PET_DSP_EVT_VM_STOPPED: prl.EVENT.stopped,
  PET_DSP_EVT_DISP_CONNECTION_CLOSED: prl.EVENT.connectionClosed,
  PET_DSP_EVT_VM_QUESTION: prl.EVENT.question,
  PFD_STDOUT: prl.PFD_STDOUT,
  PFD_STDERR: prl.PFD_STDERR,
  PFD_STDIN: prl.PFD_STDIN,
  PRL_ERR_INVALID_ARG: PRL_ERR.invalidArgument,
  PRL_ERR_BUFFER_OVERRUN: PRL_ERR.bufferOverrun,
  PRL_ERR_UNIMPLEMENTED: PRL_ERR.unimplemented,
  PRL_ERR_TIMEOUT: PRL_ERR.timeout,
  PRL_ERR_VM_UUID_NOT_FOUND: PRL_ERR.vmNotFound,
  PRL_ERR_CANT_CONNECT_TO_DISPATCHER: PRL_ERR.cannotConnect,
  PRL_ERR_NOT_CONNECTED_TO_DISPATCHER: PRL_ERR.notConnected,
  PRL_ERR_OPERATION_WAS_CANCELED: PRL_ERR.cancelled,
  PRL_ERR_API_WASNT_INITIALIZED: PRL_ERR.notInitialized,
  PRL_ERR_IO_STOPPED: PRL_ERR.ioStopped,
  PRL_ERR_IO_UNKNOWN_VM_ID: PRL_ERR.ioUnknownVm,
  PRL_ERR_IO_CONNECTION_TIMEOUT: PRL_ERR.ioTimeout,
  PRL_ERR_IO_NO_CONNECTION: PRL_ERR.ioNoConnection,
  PRL_ERR_API_INCOMPATIBLE: PRL_ERR.incompatible,
  PRL_ERR_DEV_ALREADY_CONNECTED: PRL_ERR.alreadyConnected,
  PRL_ERR_DEV_ALREADY_DISCONNECTED: PRL_ERR.alreadyDisconnected,
};

function folder(name = 'check'): string {
  const path = test.info().outputPath(name);
  mkdirSync(path, { recursive: true });
  return path;
}

const FLAVOURS = ['desktop', 'server'] as const;

for (const flavour of FLAVOURS) {
  test(`the Parallels driver's functions and values are those of the double (${flavour})`, async () => {
    const headers = parallelsDouble(flavour);
    expect((await compareFunctions(PRL_FUNCTIONS, headers, folder())).differences).toEqual([]);
    expect(await compareValues(PRL_VALUES, headers, folder())).toEqual([]);
  });
}

test('the double has every function of the Parallels driver, in one flavour at least', async () => {
  const lacking = FLAVOURS.map(async (flavour) => {
    const { missing } = await compareFunctions(PRL_FUNCTIONS, parallelsDouble(flavour), folder(flavour));
    return missing;
  });
  const [desktop = [], server = []] = await Promise.all(lacking);
  expect(desktop.filter((name) => server.includes(name))).toEqual([]);
});

test("the VMware driver's functions and values are those of the double", async () => {
  const headers = await vixDouble(folder());
  const { differences, missing } = await compareFunctions(VIX_FUNCTIONS, headers, folder());
  expect({ differences, missing }).toEqual({ differences: [], missing: [] });
  expect(await compareValues(VIX_VALUES, headers, folder())).toEqual([]);
});

const HEADER = `
typedef struct thing *THING;
typedef enum { SMALL, LARGE = 0x40 } SIZE;
int thing_open(THING thing, const char *name, unsigned int flags, SIZE size, int *out);
unsigned long long thing_wait(THING thing, int first, ...);
`;
const TABLE = {
  thing_open: { returns: 'i32', takes: ['handle', 'text', 'u32', 'enum32', 'i32*'] },
  thing_wait: { returns: 'u64', takes: ['handle', 'i32'], variadic: true },
} as const;

async function planted(search: string, replacement: string): Promise<readonly string[]> {
  const path = folder();
  expect(HEADER).toContain(search);
  await writeFile(join(path, 'thing.h'), HEADER.replace(search, replacement));
  const headers: Headers = { flags: ['-I', path], include: ['thing.h'] };
  const { differences, missing } = await compareFunctions(TABLE, headers, path);
  const values = await compareValues({ SMALL: 0, LARGE: 0x40 }, headers, path);
  return [...differences, ...missing, ...values];
}

test('a header that says the same passes the check', async () => {
  expect(await planted('thing', 'thing')).toEqual([]);
});

const PLANTED: readonly (readonly [what: string, from: string, to: string, says: string])[] = [
  ['width', 'unsigned int flags', 'unsigned long flags', 'thing_open: parameter 3'],
  ['signedness', 'unsigned int flags', 'int flags', 'thing_open: parameter 3'],
  ['signedness behind a pointer', 'int *out', 'unsigned *out', 'thing_open: parameter 5'],
  ['order', 'const char *name, unsigned int flags', 'unsigned int flags, const char *name', 'parameter 2'],
  ['number of parameters', 'SIZE size, ', '', 'thing_open: the header has 4 parameters, the table 5'],
  ['what it returns', 'unsigned long long', 'long long', 'thing_wait: what it returns'],
  ['ellipsis', ', ...', '', 'thing_wait: the header has 2 parameters'],
  ['value', '0x40', '0x41', 'LARGE: the table has 64'],
  ['name', 'thing_open', 'thing_start', 'thing_open'],
];

for (const [what, from, to, says] of PLANTED) {
  test(`a header with another ${what} fails the check`, async () => {
    expect((await planted(from, to)).join('\n')).toContain(says);
  });
}

const parallels = realParallels();
if (parallels) {
  test('the Parallels driver agrees with the headers of PARALLELS_HEADERS', async () => {
    expect((await compareFunctions(PRL_FUNCTIONS, parallels, folder())).differences).toEqual([]);
    expect(await compareValues(PRL_VALUES, parallels, folder())).toEqual([]);
  });
}

const vix = realVix();
if (vix) {
  test('the VMware driver agrees with the headers of VIX_HEADERS', async () => {
    expect((await compareFunctions(VIX_FUNCTIONS, vix, folder())).differences).toEqual([]);
    expect(await compareValues(VIX_VALUES, vix, folder())).toEqual([]);
  });
}
