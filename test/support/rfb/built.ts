/** The built RFB modules: what users run, and several times faster than what jiti makes of the sources. */
import type * as ByteQueueModule from '../../../src/driver/rfb/byte-queue.ts';
import type * as TableModule from '../../../src/driver/rfb/encodings/table.ts';
import type * as FramebufferModule from '../../../src/driver/rfb/framebuffer.ts';
import type * as LimitsModule from '../../../src/driver/rfb/limits.ts';
import type * as ParsingModule from '../../../src/driver/rfb/parsing.ts';
import type * as PixelReaderModule from '../../../src/driver/rfb/pixel-reader.ts';
import type * as ServerMessagesModule from '../../../src/driver/rfb/server-messages.ts';

const DIST = new URL('../../../dist/src/driver/rfb/', import.meta.url);

async function load<Module>(name: string): Promise<Module> {
  return (await import(new URL(name, DIST).href)) as Module;
}

/** Everything that a stream is parsed with. */
export async function loadRfb() {
  const [queue, table, framebuffer, limits, parsing, readers, messages] = await Promise.all([
    load<typeof ByteQueueModule>('byte-queue.js'),
    load<typeof TableModule>('encodings/table.js'),
    load<typeof FramebufferModule>('framebuffer.js'),
    load<typeof LimitsModule>('limits.js'),
    load<typeof ParsingModule>('parsing.js'),
    load<typeof PixelReaderModule>('pixel-reader.js'),
    load<typeof ServerMessagesModule>('server-messages.js'),
  ]);
  return { ...queue, ...table, ...framebuffer, ...limits, ...parsing, ...readers, ...messages };
}

export type Rfb = Awaited<ReturnType<typeof loadRfb>>;
