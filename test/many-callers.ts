import { sql } from 'kysely';
import { newId } from '../src/shared/ids.ts';
import type { TestShop } from './factories.ts';
import { phoneOf } from './factories-desk.ts';

const ROWS_A_STATEMENT = 10_000;
const KINDS = ['marketing_use', 'ad_sms', 'ad_kakao'];

/** Many people with a mobile and all consents of advertising on it, in a few statements. Ids in the order of their phones. */
export async function buildCallers(shop: Pick<TestShop, 'db' | 'workspaceId'>, count: number): Promise<string[]> {
  const { db, workspaceId } = shop;
  const customerIds = Array.from({ length: count }, () => newId());
  const at = new Date('2026-05-01T12:00:00+09:00');
  for (let from = 0; from < count; from += ROWS_A_STATEMENT) {
    const some = customerIds.slice(from, from + ROWS_A_STATEMENT);
    const phones = some.map((_, n) => phoneOf(from + n));
    await sql`insert into customers.customer (workspace_id, customer_id, name, source)
      select ${workspaceId}::uuid, c.id, '손님' || c.n, 'test'
      from unnest(${some}::uuid[], ${some.map((_, n) => from + n)}::int[]) as c (id, n)`.execute(db);
    await sql`insert into customers.contact_point (workspace_id, contact_point_id, customer_id, kind, value, last4)
      select ${workspaceId}::uuid, c.point, c.id, 'mobile', c.phone, right(c.phone, 4)
      from unnest(${some.map(() => newId())}::uuid[], ${some}::uuid[], ${phones}::text[]) as c (point, id, phone)`.execute(
      db,
    );
    for (const kind of KINDS) {
      const events = some.map(() => newId());
      await sql`insert into privacy.consent_event (workspace_id, consent_event_id, customer_id, kind, state, method, evidence, at)
        select ${workspaceId}::uuid, c.event, c.id, ${kind}, 'granted', 'paper', 'sheet 1', ${at}
        from unnest(${events}::uuid[], ${some}::uuid[]) as c (event, id)`.execute(db);
      await sql`insert into privacy.consent (workspace_id, customer_id, kind, state, at, consent_event_id)
        select ${workspaceId}::uuid, c.id, ${kind}, 'granted', ${at}, c.event
        from unnest(${events}::uuid[], ${some}::uuid[]) as c (event, id)`.execute(db);
    }
  }
  return customerIds;
}
