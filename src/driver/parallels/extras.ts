/** What a machine of the parallels driver can beside what every machine can: `machine as ParallelsMachine`. */
import type { CallOptions } from '../../base/deadline.ts';
import type { Machine } from '../driver.ts';

export interface ParallelsMachine extends Machine {
  /** Parallels' own report on the machine, for the evidence of a failure: XML. */
  problemReport(call?: CallOptions): Promise<string>;
}
