#!/usr/bin/env node
/** The `guestwright` command: the process around runCommand. */
import { runCommand } from './command.ts';
import { listenForSignals } from './signals.ts';
import type { CliContext } from './verb.ts';

/** The process's own context. */
function processContext(signal: AbortSignal): CliContext {
  return {
    cwd: process.cwd(),
    env: process.env,
    signal,
    terminal: process.stdout.isTTY === true,
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
  };
}

using interruption = listenForSignals();
process.exitCode = await runCommand(process.argv.slice(2), processContext(interruption.signal), interruption);
