/** Part of `npm run check`: files that are made from others are what they would be if they were made now. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCluster } from '../src/platform/postgres/cluster.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { ARCHITECTURE_PAGE, drawArchitecture } from './draw-architecture.ts';
import { EMAIL_LAYOUT, renderEmailLayout } from './generate-email-layout.ts';
import { renderTables } from './generate-tables.ts';

const TABLES = path.resolve(import.meta.dirname, '../src/platform/tables.gen.ts');

const home = mkdtempSync(path.join(tmpdir(), 'dangol-check-'));
// Open to the unprivileged user that the database runs as.
chmodSync(home, 0o755);
const cluster = await openCluster(home);
const stale: string[] = [];
try {
  await migrate(cluster.ownerUrl);
  if ((await renderTables(cluster.ownerUrl)) !== readFileSync(TABLES, 'utf8')) {
    stale.push('src/platform/tables.gen.ts is not what the migrations make: npm run db:generate');
  }
} finally {
  await cluster.leave();
  rmSync(home, { recursive: true, force: true });
}
const page = readFileSync(ARCHITECTURE_PAGE, 'utf8');
if (drawArchitecture(page) !== page)
  stale.push('docs/architecture.md is not drawn from mayUse: node scripts/draw-architecture.ts');
if ((await renderEmailLayout()) !== readFileSync(EMAIL_LAYOUT, 'utf8'))
  stale.push('email-layout.gen.ts is not compiled from layout.mjml: node scripts/generate-email-layout.ts');
for (const sentence of stale) console.log(sentence);
process.exitCode = stale.length === 0 ? 0 : 1;
