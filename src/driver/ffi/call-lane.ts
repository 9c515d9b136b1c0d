/** Keeps calls into C libraries from taking all threads of Node's pool, which files and names need as well. */

/** Node's pool has 4 threads unless UV_THREADPOOL_SIZE says otherwise. */
const POOL = Number(process.env.UV_THREADPOOL_SIZE) || 4;
/** One always stays free of us. */
const MOST_AT_ONCE = Math.max(1, POOL - 1);

/** Runs so many pieces of work at once; the rest waits in order. */
export class CallLane {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(most: number = MOST_AT_ONCE) {
    this.#most = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next)
        next(); // takes our place
      else this.#running--;
    }
  }
}

/** One for all libraries of the process, as the pool is. */
export const LANE = new CallLane();
