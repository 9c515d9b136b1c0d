/** VIX's power state is a mask of bits. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isOn, machineState, toolsRun } from '../../../../src/driver/vmware/power-state.ts';
import { POWER_STATES } from '../../../../src/driver/vmware/vix/constants.ts';

const { BLOCKED_ON_MSG, PAUSED, POWERED_OFF, POWERED_ON, POWERING_ON, SUSPENDED, SUSPENDING, TOOLS_RUNNING } =
  POWER_STATES;

test('each state is told from bits that come together', () => {
  expect(machineState(POWERED_ON).state).toBe('running');
  expect(machineState(POWERED_ON | TOOLS_RUNNING)).toEqual({
    state: 'running',
    detail: 'POWERED_ON | TOOLS_RUNNING',
  });
  expect(machineState(POWERED_ON | PAUSED).state).toBe('paused');
  expect(machineState(POWERED_OFF | SUSPENDED).state).toBe('suspended');
  expect(machineState(POWERED_OFF).state).toBe('off');
  expect(machineState(POWERED_OFF | POWERING_ON).state).toBe('starting');
  expect(machineState(POWERED_ON | SUSPENDING).state).toBe('stopping');
  expect(machineState(POWERED_ON | POWERING_ON | BLOCKED_ON_MSG).state).toBe('blocked');
  expect(machineState(0)).toEqual({ state: 'unknown', detail: '0x0' });
  expect([isOn('running'), isOn('blocked'), isOn('off'), isOn('suspended')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('bits that no header names change nothing', () => {
  const known = Object.values(POWER_STATES).reduce((all: number, bit) => all | bit, 0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), (bits) => {
      expect(machineState(bits).state).toBe(machineState(bits & known).state);
      expect(toolsRun(bits)).toBe((bits & TOOLS_RUNNING) !== 0);
    }),
  );
});
