import { expect, test } from '@playwright/test';
import { parseBootCommand } from '../../../../src/input/boot-command/parse.ts';
import { PUBLIC_BOOT_COMMANDS } from '../../../data/packer/boot-commands.ts';

const values = { HTTPIP: '10.0.2.2', HTTPPort: 8000, Name: 'web' };

for (const { source, command, waits, keys, texts, variables = {} } of PUBLIC_BOOT_COMMANDS) {
  test(`the boot command of ${source} comes to what it says`, () => {
    const parts = parseBootCommand(command, { values, variables });
    const waited = parts.reduce((sum, part) => sum + (part.kind === 'wait' ? part.milliseconds : 0), 0);
    const pressed = parts.filter((part) => part.kind === 'key' && part.action !== 'up');
    const typed = parts.filter(({ kind }) => kind === 'text');
    expect({ waits: waited / 1000, keys: pressed.length, texts: typed.length }).toEqual({
      waits,
      keys,
      texts,
    });
  });
}
