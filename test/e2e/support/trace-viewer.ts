/** Playwright's own trace viewer in a real browser, as `npx playwright show-trace` serves it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { chromium, type Locator, type Page } from '@playwright/test';
import { launchOptions } from './browser.ts';

/** Nothing but what we serve: no updates, no look-ups. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
/** Wide enough for the viewer's columns beside a guest's screen. */
const VIEWPORT = { width: 1600, height: 1000 };

/** Serves with Playwright's command line over loopback until disposed: `show-trace FILE` or `show-report FOLDER`. */
export async function serve(args: readonly string[], cwd: string): Promise<{ url: string } & Disposable> {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, ...args, '--host', '127.0.0.1', '--port', '0'], {
    cwd,
    env: { ...process.env, PWTEST_UNDER_TEST: '1', NO_COLOR: '1', FORCE_COLOR: undefined }, // opens no browser of its own
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(child);
  return { url, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /https?:\/\/\S+?(?=[\s.]*(?:\s|$))/.exec(output)?.[0];
      if (url !== undefined && output.includes('\n', output.indexOf(url))) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
}

/** A page in the system's Chromium; whatever it asks of other hosts fails, and is told. */
export async function openBrowser(): Promise<{ page: Page; strangers: readonly string[] } & AsyncDisposable> {
  const { args = [], ...options } = launchOptions();
  const browser = await chromium.launch({ ...options, args: [...args, ...QUIET] });
  const page = await browser.newPage({ viewport: VIEWPORT });
  const strangers: string[] = [];
  await page.context().route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    async (route) => {
      strangers.push(route.request().url());
      await route.abort();
    },
  );
  return { page, strangers, [Symbol.asyncDispose]: () => browser.close() };
}

/** What a person sees in the viewer. */
export class TraceViewer {
  readonly page: Page;
  /** The actions' titles, nested ones too, as far as they are unfolded. */
  readonly actions: Locator;
  /** The guest's screen in the selected action's tab. */
  readonly screen: Locator;
  /** The rectangle around what a wait found. */
  readonly box: Locator;
  /** The place of a click. */
  readonly point: Locator;
  /** The lines that were read on the screen. */
  readonly texts: Locator;
  /** Thumbnails on top. */
  readonly filmstrip: Locator;

  constructor(page: Page) {
    this.page = page;
    this.actions = page.getByTestId('actions-tree').locator('.action-title-method');
    this.screen = page.locator('.aria-mode-screenshot img');
    this.box = page.locator('.aria-mode-action-highlight');
    this.point = page.locator('.aria-mode-action-point');
    this.texts = page.locator('.aria-mode-line');
    this.filmstrip = page.locator('.film-strip-frame');
  }

  async select(title: string | RegExp): Promise<void> {
    await this.actions.filter({ hasText: title }).first().click();
  }

  /** Shows what is nested in the action of that title. */
  async unfold(title: string | RegExp): Promise<void> {
    await this.select(title);
    await this.page.keyboard.press('ArrowRight');
  }

  /** Before, Action or After of the selected action. */
  async phase(name: 'Before' | 'Action' | 'After'): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** Of the selected action's screen, in the guest's pixels. */
  async naturalSize(): Promise<{ width: number; height: number }> {
    return await this.screen.evaluate((image: unknown) => {
      const { naturalWidth: width, naturalHeight: height } = image as Record<string, number>;
      return { width: width ?? 0, height: height ?? 0 };
    });
  }

  /** Opens a tab of the lower part and gives its panel. */
  async tab(name: 'Log' | 'Errors' | 'Console' | 'Attachments' | 'Source' | 'Call'): Promise<Locator> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    return this.page.getByRole('tabpanel', { name: new RegExp(`^${name}`) });
  }
}
