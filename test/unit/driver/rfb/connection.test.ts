/** A connection that is being made again ends with the client. */
import { expect, test } from '@playwright/test';
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { serve } from '../../../support/rfb/scripted-server.ts';

test('disposing ends a new connection that is still being made', async () => {
  let open = 0;
  await using server = await serve(async (peer, connection) => {
    if (connection === 0) {
      await peer.greet();
      await peer.next('request');
      peer.stream.destroy(); // before any update: it is connected to again, in the server's own format
      return;
    }
    open++;
    await peer.gone(); // says nothing
    open--;
  });
  const client = await RfbClient.connect({ address: server.address });
  const waiting = client.refresh();
  await expect.poll(() => open).toBe(1);
  await client[Symbol.asyncDispose]();
  await expect(waiting).rejects.toMatchObject({ code: 'connection-lost' });
  await expect.poll(() => open, { timeout: 5000 }).toBe(0); // the attempt itself may take 30 s
});
