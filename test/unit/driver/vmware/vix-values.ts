/** Every constant of the vmware driver's by its name in C, to compare with headers. */
import * as constants from '../../../../src/driver/vmware/vix/constants.ts';
import { VIX_ERRORS } from '../../../../src/driver/vmware/vix/error-codes.ts';
import { PROPERTIES } from '../../../../src/driver/vmware/vix/properties.ts';

const PROVIDERS: Readonly<Record<keyof typeof constants.SERVICE_PROVIDERS, string>> = {
  default: 'DEFAULT',
  server: 'VMWARE_SERVER',
  workstation: 'VMWARE_WORKSTATION',
  player: 'VMWARE_PLAYER',
  'vi-server': 'VMWARE_VI_SERVER',
  'workstation-shared': 'VMWARE_WORKSTATION_SHARED',
};
/** Codes that are no errors. */
const WITHOUT_E = ['OK', 'ASYNC'];
/** Ours that have no name in C. */
const NAMELESS = ['VIX_SNAPSHOT_NONE', 'VIX_RUNPROGRAM_WAIT', 'VIX_LOGIN_IN_GUEST_NORMAL'];

type Group = readonly (readonly [name: string, value: number])[];

function group(prefix: string, all: Readonly<Record<string, number>>): Group {
  return Object.entries(all).map(([name, value]) => [`${prefix}${name}`, value] as const);
}

const PROVIDER_VALUES: Group = Object.entries(PROVIDERS).map(
  ([name, inC]) =>
    [`VIX_SERVICEPROVIDER_${inC}`, constants.SERVICE_PROVIDERS[name as constants.Provider]] as const,
);
const PROPERTY_VALUES: Group = Object.entries(PROPERTIES).map(
  ([name, { id }]) => [`VIX_PROPERTY_${name}`, id] as const,
);
const ERROR_VALUES: Group = Object.entries(VIX_ERRORS).map(
  ([name, value]) => [`${WITHOUT_E.includes(name) ? 'VIX_' : 'VIX_E_'}${name}`, value] as const,
);

export const VIX_VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['VIX_API_VERSION', constants.API_VERSION] as const,
    ['VIX_INVALID_HANDLE', constants.INVALID_HANDLE] as const,
    ...PROVIDER_VALUES,
    ...group('VIX_HANDLETYPE_', constants.HANDLE_TYPES),
    ...group('VIX_HOSTOPTION_', constants.HOST_OPTIONS),
    ...group('VIX_FIND_', constants.FIND),
    ...group('VIX_VMPOWEROP_', constants.POWER_OPTIONS),
    ...group('VIX_POWERSTATE_', constants.POWER_STATES),
    ...group('VIX_TOOLSSTATE_', constants.TOOLS_STATES),
    ...group('VIX_VMDELETE_', constants.DELETE_OPTIONS),
    ...group('VIX_SNAPSHOT_', constants.SNAPSHOT_OPTIONS),
    ...group('VIX_CLONETYPE_', constants.CLONE_TYPES),
    ...group('VIX_RUNPROGRAM_', constants.RUN_PROGRAM),
    ...group('VIX_LOGIN_IN_GUEST_', constants.LOGIN),
    ...group('VIX_INSTALLTOOLS_', constants.INSTALL_TOOLS),
    ...group('VIX_CAPTURESCREENFORMAT_', constants.CAPTURE_FORMATS),
    ...group('VIX_EVENTTYPE_', constants.EVENTS),
    ...group('VIX_PROPERTYTYPE_', constants.PROPERTY_TYPES),
    ...PROPERTY_VALUES,
    ...ERROR_VALUES,
  ].filter(([name]) => !NAMELESS.includes(name)),
);
