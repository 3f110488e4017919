/**
 * A group with three line-item conditions, counted over a million people and ten million lines in the columnar engine while
 * a hundred orders a second arrive in the same tables; the floor is one plain scan of the same lines in the same run, beside
 * the same orders. The tables are made in the engine, with the columns and types of the mart; how they are filled from orders
 * is the mart's own claim.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { compileColumnar } from '../src/mart/audience/columnar.ts';
import type { AudienceRule } from '../src/mart/audience/rule.ts';
import { type Engine, openEngine } from '../src/mart/columnar/engine.ts';
import type { Finding } from './product.ts';

const GOAL_P95_MS = 500;
const RUNS = 40;
const ITEMS = 200;
const TODAY = '2026-11-21';
const itemId = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`;

async function fill(engine: Engine, { people, lines }: { people: number; lines: number }): Promise<void> {
  const orders = Math.ceil(lines / 4);
  const id = (kind: string, at: string) => `('${kind}-0000-7000-8000-' || lpad((${at})::varchar, 12, '0'))::uuid`;
  await engine.run('select setseed(0.42)');
  await engine.run(`create table person as select ${id('00000001', 'n')} as customer_id, n % 3 > 0 as has_email, 'bench' as source
    from range(${people}) t(n)`);
  await engine.run(
    `create table item as select ${id('00000000', 'n')} as item_id, '분류 ' || n % 12 as category from range(${ITEMS}) t(n)`,
  );
  // Regulars far more often than others, dear to nobody known four times in ten.
  await engine.run(`create table sale as select ${id('00000002', 'n')} as order_id,
      case when random() < 0.6 then ${id('00000001', `floor(power(random(), 2) * ${people})::bigint`)} end as customer_id,
      date '${TODAY}' - (730 - n * 730 // ${orders})::int as business_day, (10 + floor(random() * 12))::int as hour
    from range(${orders}) t(n)`);
  await engine.run(`create table line as select o.order_id, o.customer_id, o.business_day, 'sale' as kind, 1.0::decimal(14, 3) as quantity,
      ${id('00000000', `floor(power(random(), 2) * ${ITEMS})::bigint`)} as item_id, 9000::bigint as amount_minor, '' as options
    from sale o cross join range(4)`);
  await engine.run(`create table person_fact as select customer_id, count(distinct business_day)::int as visits
    from sale where customer_id is not null group by customer_id`);
}

const ORDERS_AT_ONCE = 10;
const BETWEEN_ORDERS_MS = 100;

/** Writes orders of known people beside the questions until it is stopped. @returns how many came */
async function takeOrders(engine: Engine, { people, until }: { people: number; until: AbortSignal }): Promise<number> {
  let taken = 0;
  while (!until.aborted) {
    await engine.run(`create or replace temp table fresh as select uuid() as order_id,
        ('00000001-0000-7000-8000-' || lpad(floor(random() * ${people})::bigint::varchar, 12, '0'))::uuid as customer_id
      from range(${ORDERS_AT_ONCE})`);
    await engine.run(`insert into sale select order_id, customer_id, date '${TODAY}', 12 from fresh`);
    await engine.run(`insert into line select order_id, customer_id, date '${TODAY}', 'sale', 1,
        ('00000000-0000-7000-8000-' || lpad(floor(random() * ${ITEMS})::bigint::varchar, 12, '0'))::uuid, 9000, ''
      from fresh cross join range(4)`);
    taken += ORDERS_AT_ONCE;
    await wait(BETWEEN_ORDERS_MS);
  }
  return taken;
}

const p95 = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Counts groups of other items each time, so that no answer can be kept. */
export async function benchGroups(size: { people: number; lines: number }): Promise<Finding[]> {
  const host = await openEngine({ memoryMb: 4_096 });
  try {
    const engine = await host.session();
    await fill(engine, size);
    const closing = new AbortController();
    const till = await host.session();
    const arriving = takeOrders(till, { people: size.people, until: closing.signal });
    const scans: number[] = [];
    const counts: number[] = [];
    let found = 0;
    for (let run = 0; run < RUNS; run += 1) {
      scans.push(
        await timeOf(() =>
          engine.ask('select count(distinct customer_id), sum(amount_minor) from line where business_day > $1::date', [
            `2025-0${1 + (run % 9)}-01`,
          ]),
        ),
      );
      const rule: AudienceRule = {
        all: [
          { fact: 'bought', itemIds: [itemId(run), itemId(run + 1)], timesAtLeast: 2, withinDays: 365 },
          { fact: 'bought', categories: [`분류 ${run % 12}`], amountAtLeastMinor: 18_000, withinDays: 365 },
          { not: { fact: 'bought', itemIds: [itemId(ITEMS - 1 - run)], withinDays: 90 } },
        ],
      };
      const question = compileColumnar(rule, { workspaceId: '', today: TODAY });
      if (!question) throw new Error('the rule is not answered by the columnar mart');
      counts.push(
        await timeOf(async () => {
          const { rows } = await engine.ask(question.select('count(*)'), question.values);
          found += Number(rows[0]?.[0] ?? 0);
        }),
      );
    }
    closing.abort();
    const taken = await arriving;
    if (found === 0) throw new Error('no group found anybody: nothing was measured');
    const measured = p95(counts);
    const floor = p95(scans);
    return [
      {
        what: `a group with three line-item conditions over ${size.people.toLocaleString('en')} people and ${size.lines.toLocaleString('en')} lines while ${taken} orders arrived (p95)`,
        measured: `${Math.round(measured)} ms`,
        floor: `one scan of the lines ${Math.round(floor)} ms`,
        ratio: (measured / floor).toFixed(1),
        goal: `< ${GOAL_P95_MS} ms`,
        holds: measured < GOAL_P95_MS,
      },
    ];
  } finally {
    host.close();
  }
}
