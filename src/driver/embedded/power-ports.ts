/** Notices that the guest switches itself off or resets itself. */
import type { V86Cpu } from './v86-internals.ts';

/**
 * Where guests write to switch a PC off: the power management control register of ACPI, at the addresses that
 * QEMU's and Bochs' firmware put it. v86 has none.
 */
const POWER_CONTROL_PORTS = [0x604, 0xb004];
/** ACPI's SLP_EN; the sleep type is 0 for "off" on these machines. */
const SLEEP_ENABLE = 1 << 13;
const SLEEP_TYPE = 7 << 10;
/** Bochs' own way: this text, byte by byte. SeaBIOS answers APM's power-off with it. */
const SHUTDOWN_PORT = 0x8900;
const SHUTDOWN_TEXT = 'Shutdown';

export function watchPower(cpu: V86Cpu, onPowerOff: () => void, onReset: () => void): void {
  for (const port of POWER_CONTROL_PORTS) {
    const write = (value: number) => {
      if (value & SLEEP_ENABLE && (value & SLEEP_TYPE) === 0) onPowerOff();
    };
    cpu.io.register_write(port, cpu, () => {}, write, write);
  }
  let text = '';
  cpu.io.register_write(SHUTDOWN_PORT, cpu, (value) => {
    text = (text + String.fromCharCode(value)).slice(-SHUTDOWN_TEXT.length);
    if (text === SHUTDOWN_TEXT) onPowerOff();
  });
  const reboot = cpu.reboot_internal;
  cpu.reboot_internal = () => {
    reboot.call(cpu);
    onReset();
  };
}
