/** `npm run build`: the kernel if its source changed, src and fixtures into dist/, the recorder's page into dist/page. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bin, must, root } from './lib/run.mjs';

must(process.execPath, [path.join(root, 'scripts/build-kernel.mjs')]);
const dist = path.join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
must(bin('tsc'), ['-p', 'tsconfig.build.json']);
must(process.execPath, [path.join(root, 'scripts/build-page.mjs')]);
chmodSync(path.join(dist, 'src/cli/main.js'), 0o755);
writeFileSync(path.join(dist, '.built'), '');
