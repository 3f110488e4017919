import type pg from 'pg';

/** Of one person, so that a long story is read as well. */
const BUSY_TOUCHPOINTS = 5_000;
const DAYS = 700;
const SOURCES = ['homepage', 'kakao', 'naver-booking', 'survey'];

/**
 * What people did, by SQL: as many touchpoints each, over two years, from four sources with their counters, and one sale for
 * each ten touchpoints. @returns somebody with 5,000 touchpoints
 */
export async function fillTouchpoints(
  owner: pg.Client,
  workspaceId: string,
  { touchpoints, people }: { touchpoints: number; people: number },
): Promise<{ busyId: string }> {
  const { rows } = await owner.query<{ customer_id: string }>(
    'select customer_id from customers.customer where workspace_id = $1 order by customer_id limit 1 offset $2',
    [workspaceId, Math.floor(people / 3)],
  );
  const busyId = rows[0]?.customer_id ?? '';
  // Filled first and indexed then: what is measured is reading.
  const { rows: indexes } = await owner.query<{ name: string; made_by: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made_by from pg_index i
     where indrelid = 'touchpoints.touchpoint'::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
  );
  // No log of changes for readers that this shop does not have.
  await owner.query(
    "set session_replication_role = 'replica'; set maintenance_work_mem = '512MB'; set work_mem = '128MB'",
  );
  for (const { name } of indexes) await owner.query(`drop index ${name}`);
  const insert = (whose: string, values: unknown[]) =>
    owner.query(
      `insert into touchpoints.touchpoint (workspace_id, touchpoint_id, shop_id, at, received_at, business_day, source,
         idempotency_key, phase, kind, customer_id, payload)
       select $1, platform.uuid_v7(), (select shop_id from workspace.shop where workspace_id = $1), at, at + interval '2 seconds',
         at::date, source, key, 'before', case when source = 'survey' then 'survey.answered' else 'web.page_viewed' end, customer_id,
         jsonb_build_object('path', '/menu/' || pick, 'campaign', jsonb_build_object('source', source))
       from (select customer_id, key, pick, ($2::text[])[1 + pick % 4] as source,
               now() - make_interval(secs => ${DAYS * 86_400}.0 * (1 - (nth + random()) / rounds)) as at
             from (${whose}) made) happened`,
      [workspaceId, SOURCES, ...values],
    );
  await insert(
    `select customer_id, nth, $3::int as rounds, nth || '-' || row_number() over (partition by nth) as key, floor(random() * 100)::int as pick
     from generate_series(0, $3::int - 1) as nth, customers.customer where workspace_id = $1`,
    [Math.round(touchpoints / people)],
  );
  await insert(
    `select $3::uuid as customer_id, nth, ${BUSY_TOUCHPOINTS} as rounds, 'busy-' || nth as key, floor(random() * 100)::int as pick
     from generate_series(0, ${BUSY_TOUCHPOINTS - 1}) as nth`,
    [busyId],
  );
  await owner.query(
    `insert into orders.sale_order (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id,
       gross_minor, refund_minor, line_count)
     select workspace_id, platform.uuid_v7(), 'till', 'B' || row_number() over (), at, at::date, customer_id, 12000, 0, 1
     from (select workspace_id, customer_id, now() - make_interval(secs => ${DAYS * 86_400}.0 * random()) as at
           from customers.customer where workspace_id = $1) sold
     order by sold.at`,
    [workspaceId],
  );
  await owner.query(
    `insert into touchpoints.source (workspace_id, source, way, phase, first_received_at, last_received_at, last_at)
     select $1, source, 'api', 'before', now() - interval '${DAYS} days', now(), now() from unnest($2::text[]) source`,
    [workspaceId, SOURCES],
  );
  await owner.query(
    `insert into touchpoints.source_day (workspace_id, source, day, received, with_person, lag_ms)
     select $1, source, current_date - n, $3, $3, $3 * 2000
     from unnest($2::text[]) source, generate_series(0, ${DAYS - 1}) n`,
    [workspaceId, SOURCES, Math.round(touchpoints / DAYS / SOURCES.length)],
  );
  for (const { made_by } of indexes) await owner.query(made_by);
  await owner.query("set session_replication_role = 'origin'");
  await owner.query(
    'vacuum analyze touchpoints.touchpoint, touchpoints.source, touchpoints.source_day, orders.sale_order',
  );
  return { busyId };
}
