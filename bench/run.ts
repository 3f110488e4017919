/**
 * `npm run bench [-- --full] [-- --only import|ingest|mart|models|card|groups|send|ledger|look-up|writes|lists|start]`: measures every claim beside its floor and
 * writes docs/benchmarks.md (a run with --only writes nothing); what stands there by hand is kept. Exit status 1 when a goal is missed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchCard } from './card.ts';
import { benchGroups } from './groups.ts';
import { benchLookUp, benchWrites } from './http.ts';
import { benchImport } from './import.ts';
import { benchIngest } from './ingest.ts';
import { benchLedger } from './ledger.ts';
import { benchMart } from './mart.ts';
import { benchModels } from './models.ts';
import { keepHandWritten } from './page.ts';
import { benchLists } from './people-million.ts';
import type { Finding } from './product.ts';
import { benchSend } from './send.ts';
import { benchStart } from './start.ts';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false }, only: { type: 'string' } } });
const claims: Record<string, () => Promise<Finding[]>> = {
  start: benchStart,
  import: () => benchImport({ lines: 500_000 }),
  mart: () => benchMart({ lines: values.full ? 10_000_000 : 1_000_000 }),
  ingest: () => benchIngest({ rows: 200_000 }),
  'look-up': async () => [
    ...(await benchLookUp({ people: 100_000 })),
    ...(values.full ? await benchLookUp({ people: 1_000_000 }) : []),
  ],
  writes: () => benchWrites({ people: 100_000 }),
  models: benchModels,
  card: () => benchCard({ people: 100_000, lines: 1_000_000 }),
  groups: () =>
    benchGroups(values.full ? { people: 1_000_000, lines: 10_000_000 } : { people: 100_000, lines: 1_000_000 }),
  send: () => benchSend({ people: 100_000 }),
  ledger: () => benchLedger({ movements: values.full ? 1_000_000 : 50_000 }),
  lists: () =>
    benchLists(
      values.full ? { people: 1_000_000, touchpoints: 10_000_000 } : { people: 100_000, touchpoints: 1_000_000 },
    ),
};

const findings: Finding[] = [];
for (const [name, run] of Object.entries(claims)) {
  if (values.only && values.only !== name) continue;
  try {
    findings.push(...(await run()));
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    findings.push({ what: name, measured: 'could not be measured', floor: '–', ratio: '–', goal: '–', holds: false });
  }
}

const rows = findings.map(({ what, measured, floor, ratio, goal, holds }) => [
  what,
  measured,
  floor,
  ratio,
  goal,
  holds ? 'yes' : 'no',
]);
const table = [
  ['claim', 'measured', 'floor', 'ratio', 'goal', 'holds'],
  ['---', '---', '---', '---', '---', '---'],
  ...rows,
]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n');
console.log(table);

if (!values.only) {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  const page = `# Benchmarks

Made by \`npm run bench${values.full ? ' -- --full' : ''}\` on ${new Date().toISOString().slice(0, 10)}: ${machine}. Server, database and load
generator share the machine. Every claim stands beside a floor measured in the same run, so the ratios mean something elsewhere too.

${table}

What the floors are:

- **import**: PostgreSQL's own \`COPY\` of the same file into one table without keys or checks (\`bench/import.ts\`). The import's time is the
  import's own; start, the insights that follow and stop are told in brackets.
- **ingest**: \`COPY\` of the very same rows into a table like theirs, with its keys and indexes (\`bench/ingest.ts\`).
- **look-up, new customer, new order, page**: a bare \`node:http\` server with one prepared statement a request, on the same database, without
  session, rights, log or row-level security (\`bench/floor-server.ts\`). Ours is signed in, checked and logged.
- **lists**: the same bare server: a page by name for lists and timelines, a look-up by phone for searches. Two connections at once; a
  request of ours is a page of 50 with tags, masked and logged.
- **card**: the same bare server: facts, figures of the models and days of one person with one statement. Ours is signed in, logged, scored
  among all people of the shop, and said in sentences.
- **send**: the same messages posted in the same batches to the same provider simulator, and one row inserted for each: no audience, no
  law, no queue, no state (\`bench/send.ts\`).
- **ledger**: the same movements and entries in the same batches into two plain tables by one connection: no purse, no lots, no
  check (\`bench/ledger.ts\`).
- **models**: npm \`node-fpgrowth\` on the very same baskets (itemsets only, ours with rules); for the fit, one logarithm a person and step; for
  the forecast, one multiplication and two sums a day and step.
- **start and memory**: a \`node:http\` server that does nothing.
`;
  const file = path.resolve(import.meta.dirname, '../docs/benchmarks.md');
  writeFileSync(file, keepHandWritten(page, existsSync(file) ? readFileSync(file, 'utf8') : ''));
}
process.exitCode = findings.every(({ holds }) => holds) ? 0 : 1;
