/** Chooses how a machine's desktop is reached: the first way that a probe finds to be had. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { volatileFolder } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import { PRL_ERR } from './abi/errors.ts';
import { resultOf } from './faults.ts';
import type { DesktopKind } from './options.ts';
import type { MachinePower } from './power.ts';
import { Prlctl } from './prlctl.ts';
import { PrlctlTransport } from './prlctl-transport.ts';
import { RdaTransport } from './rda-transport.ts';
import type { DesktopTransport } from './transport.ts';
import { VirtuozzoTransport } from './virtuozzo-transport.ts';

export interface TransportChoice {
  readonly wanted: DesktopKind | 'auto';
  readonly capture: 'bmp' | 'png';
  readonly prlctl: string;
  /** Whether the service is this computer's, as prlctl's is. */
  readonly local: boolean;
  /** Of the machine's VNC server, where it was switched on for us. */
  readonly vncPassword: string | undefined;
}

/** Gives a transport that works, or why it does not. */
type Attempt = () => Promise<DesktopTransport | string>;

/** Error `unsupported` tells why none of the ways is to be had. */
export async function chooseTransport(
  power: MachinePower,
  choice: TransportChoice,
  deadline: Deadline,
): Promise<DesktopTransport> {
  const attempts: Readonly<Record<DesktopKind, Attempt>> = {
    library: () => byLibrary(power, choice, deadline),
    virtuozzo: async () => byScreenshots(power, choice),
    prlctl: () => byCommand(power, choice, deadline),
  };
  const kinds = choice.wanted === 'auto' ? (['library', 'virtuozzo', 'prlctl'] as const) : [choice.wanted];
  const reasons: string[] = [];
  for (const kind of kinds) {
    const found = await attempts[kind]();
    if (typeof found !== 'string') return found;
    reasons.push(`  ${kind}: ${found}`);
  }
  throw new GuestwrightError(`machine '${power.name}': its desktop cannot be reached`, {
    code: 'unsupported',
    output: reasons.join('\n'),
    remedy: 'Use Parallels Desktop Pro or Business, or Virtuozzo.',
  });
}

/** Some editions have the functions and refuse them: one connection is made to see. */
async function byLibrary(
  power: MachinePower,
  { capture }: TransportChoice,
  deadline: Deadline,
): Promise<DesktopTransport | string> {
  if (!power.ref.api.library.has('PrlDevDisplay_ConnectToVm'))
    return 'the library has no PrlDevDisplay_ConnectToVm';
  const transport = new RdaTransport(power, await privateFolder(volatileFolder()), capture);
  try {
    await transport.absolute(deadline);
    return transport;
  } catch (error) {
    const result = resultOf(error);
    if (result !== PRL_ERR.notByEdition && result !== PRL_ERR.unimplemented) return transport; // it says so again when used
    await transport[Symbol.asyncDispose]();
    return messageOf(error).split('\n', 1)[0] ?? '';
  }
}

function byScreenshots(power: MachinePower, { vncPassword }: TransportChoice): DesktopTransport | string {
  if (!power.ref.api.library.has('PrlVm_CaptureScreen')) return 'the library has no PrlVm_CaptureScreen';
  if (vncPassword === undefined)
    return "the machine's VNC server is not ours: only machines that are off can be given one";
  return new VirtuozzoTransport(power, vncPassword);
}

async function byCommand(
  power: MachinePower,
  { prlctl, local }: TransportChoice,
  deadline: Deadline,
): Promise<DesktopTransport | string> {
  if (!local) return 'the service is on another computer';
  const command = await Prlctl.probe(prlctl, power.ref.id, deadline);
  if (typeof command === 'string') return command;
  return new PrlctlTransport(command, power, await privateFolder(volatileFolder()));
}
