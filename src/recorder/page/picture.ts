/** The guest's screen as a canvas, one canvas pixel a guest pixel, brought up to date by the server's messages. */
import { readPictureHead, unpackPixels } from '../protocol.ts';

export interface PictureOptions {
  /** After a picture was drawn. */
  readonly drawn: (sequence: number) => void;
  /** The guest's display has another size. */
  readonly resized: (width: number, height: number) => void;
}

export class LivePicture {
  readonly canvas: HTMLCanvasElement = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #options: PictureOptions;
  /** Messages build upon one another: each is drawn after the one before it. */
  #tail: Promise<void> = Promise.resolve();

  constructor(options: PictureOptions) {
    this.#options = options;
    this.#context = this.canvas.getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    }) as CanvasRenderingContext2D;
    this.canvas.width = 0;
    this.canvas.height = 0;
  }

  draw(message: ArrayBuffer): void {
    this.#tail = this.#tail.then(() => this.#draw(message));
  }

  /** The colour at a pixel as '#rrggbb'. */
  colourAt(x: number, y: number): string {
    const { data } = this.#context.getImageData(x, y, 1, 1);
    return `#${[...data.slice(0, 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  }

  async #draw(message: ArrayBuffer): Promise<void> {
    const head = readPictureHead(new DataView(message));
    if (!head) return;
    const body = await inflate(message.slice(head.start));
    if (this.canvas.width !== head.width || this.canvas.height !== head.height) {
      this.canvas.width = head.width;
      this.canvas.height = head.height;
      this.#options.resized(head.width, head.height);
    }
    const parts = unpackPixels(head, body);
    for (const [index, { x, y, width, height }] of head.rectangles.entries()) {
      const pixels = parts[index];
      if (pixels) this.#context.putImageData(new ImageData(pixels, width, height), x, y);
    }
    this.#options.drawn(head.sequence);
  }
}

async function inflate(bytes: ArrayBuffer): Promise<Uint8Array> {
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}
