/** Disjoint sets of whole numbers (union by attaching the later to the earlier, with path halving). */
export class Forest {
  #parents = new Int32Array(1024);
  #count = 0;

  /** A new set with one member, which is returned: 0, 1, 2 ... */
  add(): number {
    if (this.#count === this.#parents.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#parents);
      this.#parents = larger;
    }
    this.#parents[this.#count] = this.#count;
    return this.#count++;
  }

  /** The set's first member. */
  find(member: number): number {
    const parents = this.#parents;
    let at = member;
    while (parents[at] !== at) {
      const parent = parents[at] as number;
      at = parents[at] = parents[parent] as number;
    }
    return at;
  }

  /** Makes the sets of two members one. */
  join(a: number, b: number): void {
    const [first, second] = [this.find(a), this.find(b)];
    if (first < second) this.#parents[second] = first;
    else this.#parents[first] = second;
  }

  /** Replaces each member in `of` by its set's number, counted from 0; negative entries stay. Returns the count. */
  number(of: Int32Array): number {
    const numbers = new Int32Array(this.#count).fill(-1);
    let count = 0;
    for (let i = 0; i < of.length; i++) {
      const member = of[i] as number;
      if (member < 0) continue;
      const root = this.find(member);
      if ((numbers[root] as number) < 0) numbers[root] = count++;
      of[i] = numbers[root] as number;
    }
    return count;
  }
}
