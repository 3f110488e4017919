/** Part of `npm run check`: ownership of SQL, purity of rules, wording, locales, and the table of what may use what. */
import { mayUse } from '../src/modules/may-use.ts';
import { findCycle } from '../test/architecture/boundaries.ts';
import { sourceChecks } from '../test/architecture/index.ts';
import { readSources } from '../test/architecture/sources.ts';

const sources = readSources();
const found = Object.entries(sourceChecks).map(([name, find]) => ({ name, violations: find(sources) }));
const cycle = findCycle(mayUse);
if (cycle) found.push({ name: 'mayUse has no cycle', violations: [cycle.join(' → ')] });
for (const { name, violations } of found) {
  if (violations.length === 0) continue;
  console.log(`${name}:\n${violations.map((violation) => `  ${violation}`).join('\n')}`);
  process.exitCode = 1;
}
