import { randomBytes } from 'node:crypto';
import { CODE_RANDOM_SIGNS, codeFromBytes } from './rules.ts';

/** Enough bytes that running out of usable ones (1 in 32 is not) practically never happens. */
const CODE_BYTES = CODE_RANDOM_SIGNS * 4;

/** A code that nobody guesses. */
export function newCode(): string {
  for (;;) {
    const code = codeFromBytes(randomBytes(CODE_BYTES));
    if (code !== undefined) return code;
  }
}
