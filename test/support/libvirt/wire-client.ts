/** A program that is connected to a libvirt host: each line on its standard input asks for the machines' names. */
import { createInterface } from 'node:readline';
import { isGuestwrightError, loadDriver } from 'guestwright/script';

const [options = '{}'] = process.argv.slice(2);
const driver = await loadDriver('libvirt');
const host = await driver.connect(JSON.parse(options));
answer({ version: host.version });
for await (const _line of createInterface({ input: process.stdin })) {
  answer(
    await host.machines().then(
      (machines) => ({ machines: machines.map(({ name }) => name) }),
      (error: unknown) => {
        if (!isGuestwrightError(error)) return { message: String(error) };
        const { code, shortMessage: message, remedy } = error;
        return { code, message, remedy };
      },
    ),
  );
}
await host[Symbol.asyncDispose]();

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
