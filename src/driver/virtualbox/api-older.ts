/**
 * Operations that VirtualBox 6.1 and 7.0 have in the place of newer ones, after their SDK reference. They are in no WSDL
 * that we could get, and were not run.
 */
import type { Schema } from '../soap/schema.ts';

const NOTHING = {} as const;

export const OLDER_OPERATIONS = {
  IMachine_getBIOSSettings: { args: { _this: 'string' }, results: { returnval: 'string' } },
  IMachine_setFirmwareType: { args: { _this: 'string', firmwareType: 'FirmwareType' }, results: NOTHING },
  IMachine_setChipsetType: { args: { _this: 'string', chipsetType: 'ChipsetType' }, results: NOTHING },
  IMachine_setRTCUseUTC: { args: { _this: 'string', RTCUseUTC: 'boolean' }, results: NOTHING },
  IBIOSSettings_setLogoFadeIn: { args: { _this: 'string', logoFadeIn: 'boolean' }, results: NOTHING },
  IBIOSSettings_setLogoFadeOut: { args: { _this: 'string', logoFadeOut: 'boolean' }, results: NOTHING },
  IBIOSSettings_setLogoDisplayTime: { args: { _this: 'string', logoDisplayTime: 'int' }, results: NOTHING },
  IBIOSSettings_setBootMenuMode: {
    args: { _this: 'string', bootMenuMode: 'FirmwareBootMenuMode' },
    results: NOTHING,
  },
  IBIOSSettings_setTimeOffset: { args: { _this: 'string', timeOffset: 'long' }, results: NOTHING },
} as const satisfies Schema['operations'];
