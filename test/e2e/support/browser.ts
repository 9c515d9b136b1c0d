/** A Chromium of the system: the project downloads none. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** How to launch it; `--no-sandbox` because CI runs as root. */
export function launchOptions(): LaunchOptions {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const executablePath = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);
  if (executablePath === undefined)
    throw new Error(`none of ${NAMES.join(', ')} is on the PATH: apt-get install chromium`);
  return { executablePath, args: ['--no-sandbox'] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
