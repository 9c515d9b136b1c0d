/**
 * What differs between versions of VirtualBox's Main API, 6.1 to 7.2, in one place. Our tables are those of 7.2, which was
 * run; what older servers want is written after the SDK's change logs and was not run.
 */
import { GuestwrightError } from '../../base/errors.ts';
import type { Scope, VboxObject } from './objects.ts';

export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** From IVirtualBox.APIVersion, such as 7_2. Error `unsupported` below 6.1. */
export function parseApiVersion(text: string): ApiVersion {
  const [, major, minor] = /^(\d+)_(\d+)/.exec(text) ?? [];
  const version = { major: Number(major), minor: Number(minor) };
  if (major !== undefined && isAtLeast(version, OLDEST)) return version;
  throw new GuestwrightError(`driver 'virtualbox': expected VirtualBox 6.1 or later, its API is ${text}`, {
    code: 'unsupported',
    remedy: 'Update VirtualBox on that host.',
  });
}

const OLDEST = { major: 6, minor: 1 };
/** The platform and the firmware settings became objects of their own. */
const WITH_PLATFORMS = { major: 7, minor: 1 };
export function isAtLeast({ major, minor }: ApiVersion, other: ApiVersion): boolean {
  return major > other.major || (major === other.major && minor >= other.minor);
}

/** IVirtualBox.createMachine: the platform came with 7.1, encryption with 7.0. */
export async function createMachine(
  scope: Scope,
  version: ApiVersion,
  {
    name,
    settingsFile,
    osType,
  }: { readonly name: string; readonly settingsFile: string; readonly osType: string },
): Promise<VboxObject<'IMachine'>> {
  const args = {
    settingsFile,
    name,
    platform: 'x86',
    osTypeId: osType,
    flags: '',
    cipher: '',
    passwordId: '',
    password: '',
  } as const;
  const omitted = [
    ...(isAtLeast(version, WITH_PLATFORMS) ? [] : ['platform']),
    ...(version.major >= 7 ? [] : ['cipher', 'passwordId', 'password']),
  ];
  return scope.own('IMachine', await scope.virtualBox.call('createMachine', args, { omitted }));
}

export interface FirmwareChoice {
  readonly uefi: boolean;
  readonly chipset: 'PIIX3' | 'ICH9';
}

/** Firmware without pictures and menus that would delay the start; the hardware clock in UTC. */
export async function setUpPlatform(
  scope: Scope,
  version: ApiVersion,
  machine: VboxObject<'IMachine'>,
  { uefi, chipset }: FirmwareChoice,
): Promise<void> {
  const firmwareType = uefi ? 'EFI' : 'BIOS';
  if (isAtLeast(version, WITH_PLATFORMS)) {
    const platform = scope.own('IPlatform', await machine.call('getPlatform', {}));
    await platform.call('setChipsetType', { chipsetType: chipset });
    await platform.call('setRTCUseUTC', { RTCUseUTC: true });
    const firmware = await firmwareSettings(scope, version, machine);
    await firmware.call('setFirmwareType', { firmwareType });
  } else {
    await machine.call('setChipsetType', { chipsetType: chipset });
    await machine.call('setRTCUseUTC', { RTCUseUTC: true });
    await machine.call('setFirmwareType', { firmwareType });
  }
  const settings = await firmwareSettings(scope, version, machine);
  await settings.call('setLogoFadeIn', { logoFadeIn: false });
  await settings.call('setLogoFadeOut', { logoFadeOut: false });
  await settings.call('setLogoDisplayTime', { logoDisplayTime: 0 });
  await settings.call('setBootMenuMode', { bootMenuMode: 'Disabled' });
}

/** A guest behind NAT reaches servers on the host's loopback: always before 7.0, since then where it is allowed. */
export async function letLoopbackBeReached(
  version: ApiVersion,
  nat: VboxObject<'INATEngine'>,
): Promise<void> {
  if (version.major >= 7) await nat.call('setLocalhostReachable', { localhostReachable: true });
}

/** How far the guest's clock is from the host's, in ms. */
export async function setTimeOffset(
  scope: Scope,
  version: ApiVersion,
  machine: VboxObject<'IMachine'>,
  timeOffset: bigint,
): Promise<void> {
  const settings = await firmwareSettings(scope, version, machine);
  await settings.call('setTimeOffset', { timeOffset });
}

async function firmwareSettings(
  scope: Scope,
  version: ApiVersion,
  machine: VboxObject<'IMachine'>,
): Promise<VboxObject<'IFirmwareSettings'>> {
  if (isAtLeast(version, WITH_PLATFORMS))
    return scope.own('IFirmwareSettings', await machine.call('getFirmwareSettings', {}));
  const older = scope.own('IBIOSSettings', await machine.call('getBIOSSettings', {}));
  return older as unknown as VboxObject<'IFirmwareSettings'>; // what we call of it has the same methods
}
