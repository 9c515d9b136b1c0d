/** Builds the recorder's page into dist/page; part of `npm run build`, and quick by itself. */
import path from 'node:path';
import { bin, must, root } from './lib/run.mjs';

const page = path.join(root, 'src/recorder/page');
must(bin('vite'), ['build', '--config', path.join(page, 'vite.config.ts')]);
