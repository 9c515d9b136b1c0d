/** QMP: commands, events, refusals, silence and loss. */
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import { GuestwrightError } from '../../../../src/base/errors.ts';
import { QmpConnection } from '../../../../src/driver/qmp/connection.ts';
import { runJob } from '../../../../src/driver/qmp/jobs.ts';
import { FakeQemu } from './fake-qemu.ts';

async function opened(qemu: FakeQemu): Promise<QmpConnection> {
  const qmp = new QmpConnection(qemu.stream);
  await qmp.open();
  return qmp;
}

test('answers find their command by id, in whatever order they come', async () => {
  const held: (() => void)[] = [];
  const qemu = new FakeQemu(({ execute, id }, peer) => {
    held.unshift(() => peer.send({ return: { for: execute }, id }));
    if (held.length === 2) for (const send of held) send();
    return undefined;
  });
  using qmp = await opened(qemu);
  const answers = await Promise.all([
    qmp.execute('query-status', undefined),
    qmp.execute('query-mice', undefined),
  ]);
  expect(answers).toEqual([{ for: 'query-status' }, { for: 'query-mice' }]);
});

test('a refusal carries the command and the words of QEMU', async () => {
  const qemu = new FakeQemu(() => ({ error: { class: 'GenericError', desc: 'Device is locked' } }));
  using qmp = await opened(qemu);
  const error = await qmp.execute('eject', { id: 'optical0' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'hypervisor', shortMessage: "QEMU refused 'eject': Device is locked" });
});

test('a silent QEMU ends the call at its deadline and says who is silent', async () => {
  using qmp = await opened(new FakeQemu(() => undefined));
  const error = await qmp
    .execute('query-status', undefined, { timeout: 20 })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'timeout',
    shortMessage: "QEMU did not answer 'query-status' within 20 ms",
  });
});

test('the deadline of the call that it serves is told as silence, too', async () => {
  using qmp = await opened(new FakeQemu(() => undefined));
  using outer = new Deadline('capturing the display', { timeout: 20 });
  const error = await qmp
    .execute('stop', undefined, { signal: outer.signal })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'timeout', shortMessage: "QEMU did not answer 'stop' within 20 ms" });
});

test('an abort rejects at once and a late answer is dropped', async () => {
  const qemu = new FakeQemu(({ execute }) => (execute === 'stop' ? undefined : { return: 'later' }));
  using qmp = await opened(qemu);
  const controller = new AbortController();
  const stopped = qmp
    .execute('stop', undefined, { signal: controller.signal })
    .catch((thrown: unknown) => thrown);
  controller.abort();
  expect(await stopped).toMatchObject({ code: 'aborted' });
  qemu.send({ return: 'too late', id: 2 });
  expect(await qmp.execute('cont', undefined)).toBe('later');
});

test('when QEMU is gone, pending and later commands fail with the reason given', async () => {
  const qemu = new FakeQemu(() => undefined);
  const gone = new GuestwrightError('it died', { code: 'machine-died' });
  using qmp = new QmpConnection(qemu.stream, { explainLoss: async () => gone });
  await qmp.open();
  const pending = qmp.execute('query-status', undefined).catch((thrown: unknown) => thrown);
  const told = new Promise((resolve) => {
    qmp.on('closed', resolve);
  });
  qemu.end();
  expect(await pending).toBe(gone);
  expect(await told).toBe(gone);
  expect(await qmp.execute('cont', undefined).catch((thrown: unknown) => thrown)).toBe(gone);
});

test('no greeting is silence; a stream that speaks no JSON is a protocol error', async () => {
  using silent = new QmpConnection(new FakeQemu(() => undefined, { greeting: false }).stream);
  await expect(silent.open({ timeout: 20 })).rejects.toThrow(
    'QEMU did not answer the QMP greeting within 20 ms',
  );
  const wrong = new FakeQemu(() => undefined, { greeting: false });
  using qmp = new QmpConnection(wrong.stream);
  const opening = qmp.open().catch((thrown: unknown) => thrown);
  wrong.raw('RFB 003.008\n');
  expect(await opening).toMatchObject({ code: 'protocol' });
});

test('events reach their listeners until these are disposed', async () => {
  const qemu = new FakeQemu(() => ({ return: {} }));
  using qmp = await opened(qemu);
  const seen: unknown[] = [];
  const listening = qmp.on('RESET', (data) => seen.push(data));
  qemu.send({ event: 'RESET', data: { guest: true } });
  qemu.send({ event: 'STOP' });
  await qmp.execute('cont', undefined);
  listening[Symbol.dispose]();
  qemu.send({ event: 'RESET', data: { guest: false } });
  await qmp.execute('cont', undefined);
  expect(seen).toEqual([{ guest: true }]);
});

test('a listener that throws ends neither the connection nor the other listeners', async () => {
  const qemu = new FakeQemu(() => ({ return: {} }));
  using qmp = await opened(qemu);
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve);
  });
  const seen: unknown[] = [];
  qmp.on('RESET', () => {
    throw new Error('of the user');
  });
  qmp.on('RESET', (data) => seen.push(data));
  qemu.send({ event: 'RESET', data: { guest: true } });
  await qmp.execute('cont', undefined);
  expect(qmp.closed).toBeUndefined();
  expect(seen).toEqual([{ guest: true }]);
  expect(await warned).toMatchObject({ name: 'ListenerWarning', message: "a listener of 'RESET' threw" });
});

test('a line that is JSON but no object is a protocol error', async () => {
  const qemu = new FakeQemu(() => undefined);
  using qmp = await opened(qemu);
  const pending = qmp.execute('cont', undefined).catch((thrown: unknown) => thrown);
  qemu.raw('7\n');
  expect(await pending).toMatchObject({ code: 'protocol' });
});

test('a job is waited for, dismissed, and its error told', async () => {
  let error: string | undefined;
  const qemu = new FakeQemu(({ execute, arguments: args }, peer) => {
    const id = args?.['job-id'] ?? '';
    if (execute === 'snapshot-save') {
      for (const status of ['created', 'running', 'concluded']) {
        peer.send({ event: 'JOB_STATUS_CHANGE', data: { id, status } });
      }
    }
    const jobs = [
      {
        id: peer.commands.find((command) => command.execute === 'snapshot-save')?.arguments?.['job-id'],
        error,
      },
    ];
    return { return: execute === 'query-jobs' ? jobs : {} };
  });
  using qmp = await opened(qemu);
  using deadline = new Deadline('saving', {});
  const save = () =>
    runJob(qmp, 'saving', deadline, (id) =>
      qmp.execute('snapshot-save', { 'job-id': id, tag: 't', vmstate: 'm', devices: [] }),
    );
  await save();
  expect(qemu.commands.at(-1)?.execute).toBe('job-dismiss');
  qemu.commands.length = 0;
  error = 'Error: No space left on device';
  expect(await save().catch((thrown: unknown) => thrown)).toMatchObject({
    code: 'disk-full',
    message: 'saving failed: Error: No space left on device',
  });
});
