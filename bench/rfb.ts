/** Decoding of VNC updates beside noVNC's decoders, and memory over an hour of them: `npm run bench -- rfb`. */
import { loadRfb } from '../test/support/rfb/built.ts';
import { measureMemory } from './rfb/memory.ts';
import { byEncoding, measureThroughput } from './rfb/throughput.ts';

/** Growth within an hour that is noise: code that is compiled late, the allocator's slack. */
const MOST_GROWN_MIB = 4;

const rfb = await loadRfb();
const memory = measureMemory(rfb);
const streams = await measureThroughput(rfb);
console.table(streams);
const encodings = byEncoding(streams);
console.table(encodings);
console.log(
  JSON.stringify({ bench: 'rfb', encodings, memory, targets: { grownMiB: MOST_GROWN_MIB, ratio: 1 } }),
);
const slower = encodings.filter(({ ratio }) => ratio < 1).map(({ encoding }) => encoding);
if (slower.length > 0) console.log(`Slower than noVNC: ${slower.join(', ')}`);
if (memory.grownMiB > MOST_GROWN_MIB) console.log(`Memory grew by ${memory.grownMiB} MiB`);
process.exit(slower.length > 0 || memory.grownMiB > MOST_GROWN_MIB ? 1 : 0);
