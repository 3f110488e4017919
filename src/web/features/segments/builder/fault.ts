import type { z } from 'zod';

/** What is typed and cannot be, as opposed to what is yet to be filled in. */
interface Fault {
  fact: string;
  key: string;
  message: string;
}

/** The first condition of a written rule that holds something impossible; undefined where parts of it are only missing. */
export function findFault(rule: unknown, issues: readonly z.core.$ZodIssue[]): Fault | undefined {
  for (const { code, path, message, ...issue } of issues) {
    const isNumber = (code === 'too_small' || code === 'too_big') && 'origin' in issue && issue.origin !== 'array';
    if (code !== 'custom' && code !== 'invalid_type' && !isNumber) continue;
    let at = rule;
    let fact: unknown;
    for (const step of path) {
      if (typeof at !== 'object' || at === null) break;
      if ('fact' in at) fact = at.fact;
      at = (at as Record<PropertyKey, unknown>)[step];
    }
    // A number with a fraction is impossible, a missing one is only missing.
    if (typeof fact === 'string' && at !== undefined) return { fact, key: String(path.at(-1)), message };
  }
  return undefined;
}
