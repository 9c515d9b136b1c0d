/** VNC settings: switched on for us, found again, and put back as they were. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { VmxFile } from '../../../../src/driver/vmware/vmx/vmx-file.ts';
import { hasOurVnc, readVnc, restoreVnc, switchOnVnc } from '../../../../src/driver/vmware/vnc-settings.ts';

const PLACE = { host: '127.0.0.1', port: 5999, password: 'abcd1234' };

function parse(content: string): VmxFile {
  return VmxFile.parse(Buffer.from(content));
}

test('they are written, read and taken away again without a trace', () => {
  const content = 'displayName = "old"\nmemsize = "64"\n';
  const file = parse(content);
  expect(readVnc(file)).toBeUndefined();
  switchOnVnc(file, PLACE);
  expect(hasOurVnc(file)).toBe(true);
  expect(readVnc(VmxFile.parse(file.serialise()))).toEqual(PLACE);
  restoreVnc(file);
  expect(file.serialise().toString()).toBe(content);
  expect(hasOurVnc(file)).toBe(false);
});

test('what stood there before comes back, after several starts too', () => {
  const states = fc.record(
    {
      'RemoteDisplay.vnc.enabled': fc.constantFrom('TRUE', 'FALSE', ''),
      'RemoteDisplay.vnc.port': fc.integer({ min: 1, max: 65_535 }).map(String),
      'RemoteDisplay.vnc.ip': fc.constantFrom('0.0.0.0', '127.0.0.1'),
      'RemoteDisplay.vnc.password': fc.string(),
      'RemoteDisplay.vnc.key': fc.base64String(),
      memsize: fc.constant('64'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(states, (before) => {
      const file = VmxFile.create(before as Record<string, string>);
      switchOnVnc(file, PLACE);
      switchOnVnc(file, { ...PLACE, port: 6000 });
      expect(readVnc(file)?.port).toBe(6000);
      restoreVnc(file);
      const after = Object.fromEntries(file.keys().map((key) => [key, file.get(key)]));
      const wanted = Object.entries(before).map(([key, value]) => [key.toLowerCase(), value]);
      expect(after).toEqual({ '.encoding': 'UTF-8', ...Object.fromEntries(wanted) });
    }),
  );
});

test("a leftover hash of somebody's password goes while ours counts", () => {
  const file = parse('RemoteDisplay.vnc.key = "hash"\n');
  switchOnVnc(file, PLACE);
  expect(file.has('RemoteDisplay.vnc.key')).toBe(false);
  restoreVnc(file);
  expect(file.get('RemoteDisplay.vnc.key')).toBe('hash');
});

test('a server that its owner switched on is found where it listens', () => {
  expect(readVnc(parse('remotedisplay.vnc.enabled = "true"\n'))).toEqual({
    host: '127.0.0.1',
    port: 5900,
    password: undefined,
  });
  expect(
    readVnc(
      parse(
        'RemoteDisplay.vnc.enabled = "TRUE"\nRemoteDisplay.vnc.ip = "0.0.0.0"\nRemoteDisplay.vnc.port = "5901"\n',
      ),
    ),
  ).toEqual({ host: '127.0.0.1', port: 5901, password: undefined });
  expect(readVnc(parse('RemoteDisplay.vnc.enabled = "FALSE"\n'))).toBeUndefined();
});
