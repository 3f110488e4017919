import { it } from 'vitest';
import { sql } from 'kysely';
import pg from 'pg';
import { createTestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { listPeople } from './index.ts';
it('plans', async () => {
  const context = await createTestContext();
  const shop = await buildShop(context);
  const ws = shop.workspaceId;
  await sql`insert into customers.customer (workspace_id, customer_id, name, source) select ${ws}::uuid, platform.uuid_v7(), '손님' || n, 'test' from generate_series(1, 20000) n`.execute(shop.db);
  await sql`insert into customers.contact_point (workspace_id, contact_point_id, customer_id, kind, value, last4) select workspace_id, platform.uuid_v7(), customer_id, 'mobile', '+8210' || lpad((row_number() over ())::text, 8, '0'), '1234' from customers.customer where workspace_id = ${ws}::uuid`.execute(shop.db);
  const admin = new pg.Client({ connectionString: context.ownerUrl }); await admin.connect(); await admin.query('analyze'); await admin.end();
  const seen: string[] = [];
  const spy = { executeQuery: (q: { sql: string; parameters: unknown[] }) => { seen.push(q.sql); return shop.db.executeQuery(q as never); } };
  const run = () => listPeople(spy as never, { workspaceId: ws, today: '2026-11-21', after: undefined, states: undefined, limit: 50 });
  await run();
  for (let k = 0; k < 3; k++) { const t = performance.now(); for (let i = 0; i < 20; i++) await run(); console.log((performance.now() - t) / 20, 'ms'); }
  const text = seen[0]!;
  const names = [...text.matchAll(/\$\d/g)].map((m) => m[0]);
  console.log(text, names.join());
  const vals: Record<string, string> = { $1: `'2026-11-21'`, $2: `'${ws}'`, $3: '50' };
  const first = text.replace(/\$\d/g, (m) => vals[m]!);
  const { rows } = await sql.raw('explain analyze ' + first).execute(shop.db); console.log(rows.map((r) => Object.values(r as object)[0]).join('\n'));
});
