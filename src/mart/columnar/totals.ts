import type pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Engine } from './engine.ts';

/** Rows of every other table, by what PostgreSQL holds before any join: a row that a join loses is missed too. */
const ROWS = {
  consents: { mart: 'person_consent', source: 'privacy.consent where workspace_id = $1' },
  tags: {
    mart: 'person_tag',
    source: `(select distinct c.customer_id, c.tag_id from customers.customer_tag c
      join customers.tag t on t.workspace_id = c.workspace_id and t.tag_id = c.tag_id and t.archived_at is null
      where c.workspace_id = $1 and c.removed_by_change is null) d`,
  },
  values: {
    mart: 'person_value',
    source: `(select distinct v.customer_id, v.field_key from customers.field_value v
      join customers.field f on f.workspace_id = v.workspace_id and f.field_key = v.field_key and f.archived_at is null
      where v.workspace_id = $1 and v.value_sealed is null and f.type in ('choice', 'number', 'yes_no', 'date')) d`,
  },
  facts: { mart: 'person_fact', source: 'mart.customer_fact where workspace_id = $1' },
  touchpoints: { mart: 'touchpoint', source: 'touchpoints.touchpoint where workspace_id = $1' },
  messages: { mart: 'message', source: 'messaging.message where workspace_id = $1' },
  assignments: { mart: 'assignment', source: 'plays.assignment where workspace_id = $1' },
  coupons: { mart: 'coupon', source: 'loyalty.coupon where workspace_id = $1' },
  items: { mart: 'item', source: 'menu.item where workspace_id = $1' },
  plays: { mart: 'play', source: 'plays.play where workspace_id = $1' },
} as const;

const rowCounts = (side: 'mart' | 'source') =>
  Object.entries(ROWS)
    .map(([name, from]) => `(select count(*) from ${from[side]}) as ${name}`)
    .join(', ');

const VISIT_TOTALS = 'coalesce(sum(visits), 0) as visits';

/** What must be the same in PostgreSQL and in the columnar copy, under one snapshot. */
export interface MartTotals extends Record<keyof typeof ROWS, number> {
  orders: number;
  /** Lines by what the orders say of themselves. */
  lineCount: number;
  grossMinor: number;
  refundMinor: number;
  customers: number;
  /** Visits of everybody, by what is known of each. */
  visits: number;
  /** Lines counted one by one, and their amounts: of everything in a full build, else of the orders that changed. */
  countedLines: number;
  countedAmountMinor: number;
}

const ORDER_TOTALS = `count(*) as orders, coalesce(sum(line_count), 0) as "lineCount",
  coalesce(sum(gross_minor), 0) as "grossMinor", coalesce(sum(refund_minor), 0) as "refundMinor"`;

const LINE_TOTALS = 'count(*) as "countedLines", coalesce(sum(amount_minor), 0) as "countedAmountMinor"';

/** Totals of PostgreSQL's snapshot. `lines`: which lines are counted one by one. */
export async function readSourceTotals(
  client: pg.PoolClient,
  { workspaceId, lines }: { workspaceId: string; lines: 'all' | 'changed' },
): Promise<MartTotals> {
  const only = lines === 'all' ? '' : `and order_id in (select id from mart_changed where kind = 'order')`;
  const { rows } = await client.query<MartTotals>(
    `select * from (select ${ORDER_TOTALS} from orders.sale_order where workspace_id = $1) o,
       (select ${LINE_TOTALS} from orders.order_line where workspace_id = $1 ${only}) l,
       (select count(*) as customers from customers.customer where workspace_id = $1 and merged_into is null) c,
       (select ${VISIT_TOTALS} from mart.customer_fact where workspace_id = $1) v, (select ${rowCounts('source')}) r`,
    [workspaceId],
  );
  const [totals] = rows;
  if (!totals) throw new AppError('internal', 'no totals');
  return totals;
}

/** The same of what is about to be published. `lines` names the table whose lines are counted one by one. */
export async function readMartTotals(engine: Engine, { lines }: { lines: string }): Promise<MartTotals> {
  const { columns, rows } = await engine.ask(
    `select * from (select ${ORDER_TOTALS} from sale) o, (select ${LINE_TOTALS} from ${lines}) l,
       (select count(*) as customers from person) c, (select ${VISIT_TOTALS} from person_fact) v, (select ${rowCounts('mart')}) r`,
  );
  return Object.fromEntries(columns.map(({ name }, at) => [name, Number(rows[0]?.[at])])) as unknown as MartTotals;
}

/** @throws AppError internal that says which totals differ, and by how much */
export function refuseUnequal(source: MartTotals, mart: MartTotals): void {
  const names = Object.keys(source) as (keyof MartTotals)[];
  const unequal = names.filter((name) => source[name] !== mart[name]);
  if (unequal.length === 0) return;
  const list = unequal.map((name) => `${name} ${source[name]} ≠ ${mart[name]}`).join(', ');
  throw new AppError('internal', `mart does not reconcile: ${list}`, {
    userMessage: {
      ko: `분석 자료의 합계가 원본과 달라 쓰지 않았어요 (${list}). 그 전 자료는 그대로예요.`,
      en: `The mart's totals differ from the source, so it was not published (${list}). The one before is untouched.`,
    },
    details: { source, mart },
  });
}
