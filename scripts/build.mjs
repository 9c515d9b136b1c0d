/** `npm run build`: compiles src and fixtures into dist/, from scratch. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bin, must, root } from './lib/run.mjs';

const dist = path.join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
must(bin('tsc'), ['-p', 'tsconfig.build.json']);
chmodSync(path.join(dist, 'src/cli/main.js'), 0o755);
writeFileSync(path.join(dist, '.built'), '');
