/** The lock that who writes or deletes a project's snapshots of one name and driver holds. */
import { join } from 'node:path';

/** Path of the lock of `name` and `driver` in the project's `.guestwright` folder `home`. */
export function snapshotLockPath(home: string, name: string, driver: string): string {
  return lockFile(home, [name, driver].map((part) => part.replaceAll(/[^\w.-]+/g, '_')).join('-'));
}

/** The same for a snapshot of which only the key is known: its folder has no manifest. */
export function lockPathOfKey(home: string, key: string): string {
  return lockFile(home, key.replace(/-[0-9a-f]+$/, '')); // a key ends with the hash of all parts
}

function lockFile(home: string, name: string): string {
  return join(home, 'locks', `${name}.lock`);
}
