/** What QEMU's user network makes of this computer's loopback, unless it is told another address. */
export const USER_NETWORK_HOST = '10.0.2.2';

/** QEMU's ids of what we change or ask for later. */
export const IDS = {
  optical: 'optical0',
  floppy: 'floppy0',
  disk: (index: number) => `disk${index}`,
  diskNode: (index: number) => `disknode${index}`,
  variablesNode: 'variables',
  memoryNode: 'memory',
  nic: 'nic0',
  netdev: 'net0',
} as const;
