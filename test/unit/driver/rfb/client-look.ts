/** A client of a scripted server with two pixels, and what it sees. */
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import type { RfbOptions } from '../../../../src/driver/rfb/options.ts';
import { PooledAllocator } from '../../../../src/frame/allocator.ts';
import { raw, update } from '../../../support/rfb/scripted-server.ts';

export const RED = [255, 0, 0, 0];
export const BLUE = [0, 0, 255, 0];
export const allocator = new PooledAllocator();
export const WHOLE = '2x1 at 0,0';
export const PROBE = '1x1 at 0,0';

export const size = { width: 2, height: 1 };
export const whole = (pixel: readonly number[]) => update(raw(0, 0, 2, 1, pixel));

export function connect(
  { address }: { address: { host: string; port: number } },
  options: Partial<RfbOptions> = {},
): Promise<RfbClient> {
  return RfbClient.connect({ address, ...options });
}

/** The pixels of the newest frame, as hexadecimal RGBA; undefined without one, 'unchanged' for the one before. */
export async function look(client: RfbClient): Promise<string | undefined> {
  const taken = await client.take(allocator);
  return taken && (taken.data ? Buffer.from(taken.data).toString('hex') : 'unchanged');
}
