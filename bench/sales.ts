import type pg from 'pg';

const ITEMS = 200;

/**
 * Orders and lines of a shop over the two years up to yesterday (one whose sales have ended is asked other things), made by SQL without the product: receipts of one to seven lines, four in ten
 * to nobody known, regulars far more often than others. Nothing of it is logged as a change.
 */
export async function fillSales(
  owner: pg.Client,
  workspaceId: string,
  { lines, people }: { lines: number; people: number },
): Promise<void> {
  const run = (sql: string, values: unknown[] = []) => owner.query(sql, values);
  await run('set session_replication_role = replica');
  await run('select setseed(0.43)');
  await run(`create temp table person as select n, platform.uuid_v7() as id from generate_series(0, ${people - 1}) n`);
  await run(
    `insert into customers.customer (workspace_id, customer_id, name, source)
     select $1, id, '손님' || n, 'bench' from person`,
    [workspaceId],
  );
  await run(`create temp table dish as select n, platform.uuid_v7() as id from generate_series(0, ${ITEMS - 1}) n`);
  await run(
    `insert into menu.item (workspace_id, item_id, item_key, name, category, price_minor)
     select $1, id, 'M' || n, '메뉴 ' || n, '분류 ' || n % 12, 3000 + n * 100 from dish`,
    [workspaceId],
  );
  await run(`create temp table receipt as
    select n, platform.uuid_v7() as id, 1 + floor(random() * 7)::int as lines,
      case when random() < 0.6 then floor(power(random(), 2) * ${people})::int end as person,
      date_trunc('day', now()) - interval '730 days' + n::float8 / ${Math.ceil(lines / 4)} * interval '730 days' as at
    from generate_series(0, ${Math.ceil(lines / 4) - 1}) n`);
  await run(
    `insert into orders.order_line (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor)
     select $1, l.id, l.line, dish.id, 'sale', l.quantity, l.quantity * (3000 + l.item * 100)
     from (select r.id, line, floor(power(random(), 2) * ${ITEMS})::int as item, 1 + floor(random() * 1.15)::int as quantity
       from receipt r cross join generate_series(1, r.lines) line order by r.n, line) l
     join dish on dish.n = l.item`,
    [workspaceId],
  );
  await run(
    `insert into orders.sale_order (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id, gross_minor,
       refund_minor, line_count)
     select $1, r.id, 'bench', r.n::text, r.at, (r.at at time zone 'Asia/Seoul' - interval '5 hours')::date, p.id, l.amount, 0, l.lines
     from receipt r
     join (select order_id, sum(amount_minor) as amount, count(*) as lines from orders.order_line where workspace_id = $1
       group by order_id) l on l.order_id = r.id
     left join person p on p.n = r.person`,
    [workspaceId],
  );
  await run('analyze orders.sale_order, orders.order_line, customers.customer, menu.item');
  await run('set session_replication_role = origin');
}
