/** The kernel of fuzzy searches and glyph reading: what AssemblyScript compiles to `kernel.generated.ts`. No allocation: the caller lays out the memory. */
export { takeCells } from './cells';
export { countUnequal, fits, settle } from './compare';
export { makePlane } from './planes';
export { scan } from './scan';
