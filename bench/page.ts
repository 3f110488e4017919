/** What stands below this heading is written by hand, beside measurements of other days. */
const BY_HAND = '## Measured beside other work';

/** A page made anew, followed by what hands wrote below the heading in the page before it; without the heading nothing is kept. */
export function keepHandWritten(made: string, before: string): string {
  const at = before.indexOf(`\n${BY_HAND}\n`);
  return at < 0 ? made : `${made.trimEnd()}\n${before.slice(at)}`;
}
