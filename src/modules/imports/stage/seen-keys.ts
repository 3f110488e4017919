const BITS = 2 ** 25;

/**
 * Remembers keys in four megabytes, however many: says of every key that came before that it did, and now and then of one
 * that did not (1 in 200 after 166,000 keys). FNV-1a.
 */
export class SeenKeys {
  readonly #bits = new Uint32Array(BITS / 32);

  /** Notes a key; whether it may have been noted before. */
  add(key: string): boolean {
    let hash = 0x811c9dc5;
    for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    const bit = (hash ^ (hash >>> 15)) & (BITS - 1);
    const word = this.#bits[bit >>> 5] ?? 0;
    const mask = 1 << (bit & 31);
    this.#bits[bit >>> 5] = word | mask;
    return (word & mask) !== 0;
  }
}
