/** Opens an address in the person's own browser, its token out of other users' sight. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openCommand } from '../base/platform.ts';

/** Owner only: the token is in it. */
const OWNER_ONLY = 0o600;

/**
 * Through a page in the private `folder` that leads to `address`: a program's arguments can be read by every user of
 * this computer. False where there is no browser to open; whoever prints the address has told it already.
 */
export async function openBrowser(address: string, folder: string): Promise<boolean> {
  const file = join(folder, 'open.html');
  const command = openCommand(pathToFileURL(file).href);
  if (!command) return false;
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${address}">`;
  await writeFile(file, page, { mode: OWNER_ONLY });
  const [program, ...args] = command;
  return await new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref(); // the browser is the person's, and stays
  });
}
