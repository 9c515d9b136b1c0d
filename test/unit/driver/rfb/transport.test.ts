/** RFB over WebSockets as VMware's consoles want them, and over Unix sockets. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { raw, ScriptedPeer, update } from '../../../support/rfb/scripted-server.ts';

const data = (name: string) => readFileSync(new URL(`../../../data/tls/${name}.pem`, import.meta.url));
const ca = data('authority');
const size = { width: 2, height: 1 };

/** A display of two pixels, for whoever comes. */
async function show(peer: ScriptedPeer): Promise<void> {
  await peer.greet(size);
  for (;;) {
    const { incremental } = await peer.next('request');
    if (!incremental) peer.write(update(raw(0, 0, 2, 1, [1, 2, 3, 0])));
  }
}

async function listen(server: Server, where: string | number): Promise<number> {
  await new Promise<void>((resolve) => {
    if (typeof where === 'string') server.listen(where, resolve);
    else server.listen(where, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A secure WebSocket server that chooses `protocol`; tells the requests that reached it. */
async function webSocketServer(protocol: string) {
  const requests: IncomingMessage[] = [];
  const server = createTlsServer({ cert: data('server'), key: data('server-key') });
  const sockets = new WebSocketServer({ server, handleProtocols: () => protocol });
  sockets.on('connection', (socket, request) => {
    requests.push(request);
    show(new ScriptedPeer(createWebSocketStream(socket))).catch(() => socket.terminate());
  });
  const port = await listen(server, 0);
  return {
    url: `wss://localhost:${port}/ticket/1234`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const VMWARE = { protocols: ['binary', 'vmware-vvc'], headers: { Cookie: 'vmware_soap_session=geheim' } };

test('a WebSocket offers the sub-protocols and sends the headers that VMware wants', async () => {
  await using server = await webSocketServer('binary');
  await using client = await RfbClient.connect({ address: { url: server.url, ...VMWARE }, tls: { ca } });
  await client.refresh();
  expect(client.size).toEqual(size);
  const [request] = server.requests;
  expect(request?.url).toBe('/ticket/1234');
  expect(request?.headers['sec-websocket-protocol']).toBe('binary,vmware-vvc');
  expect(request?.headers.cookie).toBe('vmware_soap_session=geheim');
});

test('a server that is not trusted sees no header, and messages show no ticket', async () => {
  await using server = await webSocketServer('binary');
  for (const tls of [undefined, { fingerprint256: 'ab'.repeat(32) }, { ca, serverName: 'other' }]) {
    const connecting = RfbClient.connect({ address: { url: server.url, ...VMWARE }, tls });
    const error = await connecting.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'certificate' });
    expect(String(error)).not.toContain('1234');
  }
  expect(server.requests).toEqual([]);
});

test('a web server that knows no WebSockets is an error that says so', async () => {
  const server = createTlsServer({ cert: data('server'), key: data('server-key') }, (_request, response) => {
    response.writeHead(404).end();
  });
  const port = await listen(server, 0);
  const connecting = RfbClient.connect({ address: { url: `wss://localhost:${port}/` }, tls: { ca } });
  await expect(connecting).rejects.toMatchObject({
    code: 'connection-lost',
    shortMessage: `no VNC server answers at wss://localhost:${port}: Unexpected server response: 404`,
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a Unix socket is an address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gw-rfb-'));
  const path = join(folder, 'vnc.sock');
  const server = createServer((socket) => {
    show(new ScriptedPeer(socket)).catch(() => socket.destroy());
  });
  await listen(server, path);
  {
    await using client = await RfbClient.connect({ address: { path } });
    await client.refresh();
    expect(client.size).toEqual(size);
  }
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
  await expect(RfbClient.connect({ address: { path } })).rejects.toMatchObject({ code: 'connection-lost' });
});
