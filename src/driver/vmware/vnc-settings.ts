/** RemoteDisplay's VNC server in a .vmx file: switched on for us on the loopback, and put back as it was. */
import type { VmxFile } from './vmx/vmx-file.ts';

/** Where the machine's VNC server listens, and what lets us in. */
export interface VncPlace {
  readonly host: string;
  readonly port: number;
  /** Undefined: it asks for none. */
  readonly password: string | undefined;
}

/** What stood there before, by key; null: nothing. */
export type VncBefore = Readonly<Record<string, string | null>>;

const PREFIX = 'RemoteDisplay.vnc.';
const ENABLED = `${PREFIX}enabled`;
const PORT = `${PREFIX}port`;
const ADDRESS = `${PREFIX}ip`;
const PASSWORD = `${PREFIX}password`;
/** VMware writes the password's hash there, and asks for that one as long as it is there. */
const HASH = `${PREFIX}key`;
const KEYS = [ENABLED, PORT, ADDRESS, PASSWORD, HASH];
/** Ours: what stood there before, so that it is found after we were killed. VMware keeps keys that it does not know. */
const BEFORE = 'guestwright.vncBefore';

export const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = 5900;

/** Switches the server on. What stood there before is kept in the file, and stays the first one's when called again. */
export function switchOnVnc(file: VmxFile, { host, port, password }: VncPlace): void {
  if (!file.has(BEFORE)) {
    const before = Object.fromEntries(KEYS.map((key) => [key, file.get(key) ?? null]));
    file.set(BEFORE, JSON.stringify(before));
  }
  file.set(ENABLED, 'TRUE');
  file.set(PORT, String(port));
  file.set(ADDRESS, host);
  if (password === undefined) file.delete(PASSWORD);
  else file.set(PASSWORD, password);
  file.delete(HASH);
}

/** Puts back what stood there before. Nothing to do where nothing of ours is. */
export function restoreVnc(file: VmxFile): void {
  const before = readBefore(file.get(BEFORE));
  if (!before) return;
  for (const key of KEYS) {
    const value = before[key];
    if (typeof value === 'string') file.set(key, value);
    else file.delete(key);
  }
  file.delete(BEFORE);
}

/** Whether the file holds settings of ours. */
export function hasOurVnc(file: VmxFile): boolean {
  return file.has(BEFORE);
}

/** The server that the file switches on, as its owner wants it; undefined where it is off. */
export function readVnc(file: VmxFile): VncPlace | undefined {
  if (!file.isTrue(ENABLED)) return undefined;
  const port = Number(file.get(PORT) ?? DEFAULT_PORT);
  const address = file.get(ADDRESS) ?? LOOPBACK;
  const everywhere = address === '0.0.0.0' || address === '::';
  const password = file.get(PASSWORD);
  return { host: everywhere ? LOOPBACK : address, port, password: password === '' ? undefined : password };
}

function readBefore(text: string | undefined): VncBefore | undefined {
  if (text === undefined) return undefined;
  try {
    const before: unknown = JSON.parse(text);
    return typeof before === 'object' && before !== null ? (before as VncBefore) : {};
  } catch {
    return {}; // somebody wrote over it: ours are taken away at least
  }
}
