/** The web service over TLS: an authority or a pinned certificate is trusted, and nothing is sent to any other. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { expect, loadDriver, test } from 'guestwright';
import { startTestbed } from '../support/virtualbox/testbed.ts';
import { makeCertificates } from '../support/vnc/certificates.ts';
import { codeAndMessage } from './support/code-and-message.ts';
import { writeFolder } from './support/command.ts';

test('TLS by authority and by pin; a certificate that is neither gets nothing', async () => {
  const certificates = await makeCertificates(await writeFolder());
  const { ca, cert, key, fingerprint256 } = certificates;
  const both = join(certificates.folder, 'server.pem');
  await writeFile(both, (await readFile(key, 'utf8')) + (await readFile(cert, 'utf8')));
  await using testbed = await startTestbed({ options: ['-s', '-v', '-K', both] });
  const { url } = testbed;
  const virtualbox = await loadDriver('virtualbox');
  const logons = () => testbed.log.split('entering __vbox__IWebsessionManager_USCORElogon').length - 1;

  const untrusted = await codeAndMessage(virtualbox.connect({ url, password: 'x' }));
  expect(untrusted).toMatch(/^authentication: vboxwebsrv at .*: its certificate is not trusted: /);
  const wrongPin = await codeAndMessage(
    virtualbox.connect({ url, tls: { fingerprint256: 'ab'.repeat(32) } }),
  );
  expect(wrongPin).toMatch(/^authentication: vboxwebsrv at .*: expected the certificate abab.*, got .*\n/);
  const plain = await codeAndMessage(virtualbox.connect({ url: url.replace('https:', 'http:') }));
  expect(plain).toMatch(/^(connection-lost|protocol): .*http:\/\/127\.0\.0\.1/);
  expect(logons()).toBe(0); // nothing came as far as a call

  for (const tls of [{ ca }, { ca: await readFile(ca, 'utf8') }, { fingerprint256 }]) {
    await using host = await virtualbox.connect({ url, tls });
    expect(await host.machines()).toEqual([]);
  }
  expect(logons()).toBe(3);
});

test('a server with another certificate is not sent a byte of the call', async () => {
  const { cert, key, ca } = await makeCertificates(await writeFolder());
  const imposter = createServer({ cert: await readFile(cert), key: await readFile(key) });
  let received = 0;
  imposter.on('secureConnection', (socket) =>
    socket.on('data', ({ length }: Buffer) => (received += length)),
  );
  imposter.listen(0, '127.0.0.1');
  await once(imposter, 'listening');
  const url = `https://127.0.0.1:${(imposter.address() as AddressInfo).port}/`;
  const virtualbox = await loadDriver('virtualbox');
  const login = { url, user: 'tester', password: 'opensesame' };
  for (const tls of [undefined, { fingerprint256: 'ab'.repeat(32) }])
    expect(await codeAndMessage(virtualbox.connect({ ...login, tls }))).toMatch(/^authentication: /);
  expect(received).toBe(0);
  const trusted = codeAndMessage(virtualbox.connect({ ...login, tls: { ca } }, { timeout: 300 }));
  expect(await trusted).toMatch(/^timeout: /);
  expect(received).toBeGreaterThan(0); // this test would see it
  imposter.close();
});
