/** The live page in a browser, as a person uses it: looks at the canvas, presses keys, clicks. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, expect, type Locator, type Page } from '@playwright/test';
import { demoScreens } from 'guestwright/script';
import { PNG } from 'pngjs';
import { launchOptions } from './browser.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface ColouredPixel {
  readonly x: number;
  readonly y: number;
  readonly colour: number;
}

/** Chromium without requests of its own. */
export async function launchBrowser(): Promise<Browser> {
  const options = launchOptions();
  return await chromium.launch({
    ...options,
    args: [...(options.args ?? []), '--disable-background-networking'],
  });
}

/** Nothing of the page takes so long. In ms. */
const ACTION_TIMEOUT = 30_000;

export class LivePage {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: string[] = [];
  /** What the browser's console said that it should not. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(ACTION_TIMEOUT);
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  static async open(
    browser: Browser,
    address: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<LivePage> {
    const live = new LivePage(await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options }));
    await live.page.goto(address);
    return live;
  }

  get screen(): Locator {
    return this.page.locator('.screen');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Waits until the canvas shows a reference screen of the bundled guest. */
  async shows(name: string): Promise<void> {
    const screen = await readScreen(name);
    await expect
      .poll(async () => await this.#differs(screen), {
        message: `the page shows '${name}'`,
        intervals: [150],
        timeout: 60_000,
      })
      .toBe(false);
  }

  /** Waits until the canvas has the colour 0xRRGGBB at that pixel. */
  async showsColour({ x, y, colour }: ColouredPixel): Promise<void> {
    const wanted = Buffer.from([colour >> 16, (colour >> 8) & 0xff, colour & 0xff, 0xff]).toString('base64');
    await expect
      .poll(() => this.page.evaluate(READ_CANVAS({ x, y, width: 1, height: 1 })), {
        message: `the page shows its new colour at ${x}, ${y}`,
        intervals: [150],
        timeout: 60_000,
      })
      .toBe(wanted);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Clicks the guest's pixel. */
  async click(x: number, y: number): Promise<void> {
    const place = await this.#placeOf(x, y);
    await this.page.mouse.move(place.x - 3, place.y - 3);
    await this.page.mouse.click(place.x, place.y);
  }

  /** Drags with the button held, from one pixel of the guest's to another. */
  async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const [start, end] = [await this.#placeOf(...from), await this.#placeOf(...to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2);
    await this.page.mouse.move(end.x, end.y);
    await this.page.mouse.up();
  }

  /** The rules of WCAG 2 A and AA that the page breaks: name and the elements' selectors. */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(readFileSync(AXE, 'utf8')); // not through a script element: the policy forbids it
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
    const { violations } = (await this.page.evaluate(
      `axe.run({ runOnly: ${JSON.stringify(tags)} })`,
    )) as AxeResults;
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  }

  async #differs({ areas, origin, picture }: ReferenceScreen): Promise<boolean> {
    for (const area of areas) {
      const pixels = (await this.page.evaluate(READ_CANVAS(area))) as string | undefined;
      if (pixels === undefined) return true;
      if (!Buffer.from(pixels, 'base64').equals(crop(picture, area, origin))) return true;
    }
    return false;
  }

  async #placeOf(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
    const box = await this.page.locator('.screen').boundingBox();
    const viewBox = await this.page.locator('.screen svg').first().getAttribute('viewBox');
    const [, , width = 0, height = 0] = (viewBox ?? '').split(' ').map(Number);
    if (!box) throw new Error('the screen is not shown');
    return {
      x: box.x + ((x + 0.5) * box.width) / width,
      y: box.y + ((y + 0.5) * box.height) / height,
    };
  }
}

/** The canvas's pixels there as base64; undefined while it is smaller. Runs in the browser, whose types tests lack. */
const READ_CANVAS = ({ x, y, width, height }: Area): string => `(() => {
  const canvas = document.querySelector('.screen canvas');
  if (!canvas || canvas.width < ${x + width} || canvas.height < ${y + height}) return undefined;
  const { data } = canvas.getContext('2d').getImageData(${x}, ${y}, ${width}, ${height});
  let text = '';
  for (const byte of data) text += String.fromCharCode(byte);
  return btoa(text);
})()`;

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: string[] }[];
  }[];
}

interface ReferenceScreen {
  readonly areas: readonly Area[];
  readonly origin: { readonly x: number; readonly y: number };
  readonly picture: PNG;
}

async function readScreen(name: string): Promise<ReferenceScreen> {
  const stem = join(demoScreens, name);
  const { areas, origin } = JSON.parse(await readFile(`${stem}.json`, 'utf8')) as Omit<
    ReferenceScreen,
    'picture'
  >;
  return { areas, origin, picture: PNG.sync.read(await readFile(`${stem}.png`)) };
}

function crop(picture: PNG, { x, y, width, height }: Area, origin: { x: number; y: number }): Buffer {
  const rows = Array.from({ length: height }, (_, row) => {
    const start = ((y - origin.y + row) * picture.width + x - origin.x) * 4;
    return picture.data.subarray(start, start + width * 4);
  });
  return Buffer.concat(rows);
}
