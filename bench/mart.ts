/** Claim: the columnar mart is built at 250,000 lines a second and takes in 10,000 new lines within three seconds. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { asOwner, dangol, type Finding, newHome, setUpShop, startProduct } from './product.ts';
import { fillSales } from './sales.ts';

const GOAL_LINES_PER_SECOND = 250_000;
const GOAL_UPDATE_SECONDS = 3;
const GOAL_MEGABYTES = 1_000;
const NEW_LINES = 10_000;
/** How often new lines come: the first time finds the files of the build before cold, and the table of orders being tidied. */
const UPDATES = 3;
const LINES_A_PERSON = 10;

interface Built {
  lines: number;
  seconds: number;
  columnarSeconds: number;
  mode: string;
}

/** Shop, floor, full build and update, in one data folder. */
export async function benchMart({ lines }: { lines: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  try {
    const { workspaceId } = await setUpShop(home);
    const product = await startProduct(home);
    try {
      await asOwner(home, (owner) => fillSales(owner, workspaceId, { lines, people: lines / LINES_A_PERSON }));
      const floorSeconds = await copyAll(home);
      const full = await dangol(['mart', 'build', '--full', '--home', home]);
      const built = full.output as Built;
      const updates: number[] = [];
      for (let day = 1; day <= UPDATES; day += 1) {
        await asOwner(home, (owner) => addSales(owner, { workspaceId, day }));
        const updated = (await dangol(['mart', 'build', '--home', home])).output as Built;
        if (updated.mode !== 'incremental') throw new Error(`the update was ${updated.mode}`);
        updates.push(updated.seconds);
      }
      const slowest = Math.max(...updates);
      const perSecond = built.lines / built.columnarSeconds;
      const named = built.lines.toLocaleString('en');
      return [
        {
          what: `mart of ${named} lines, built in full (with the facts of people in PostgreSQL: ${built.seconds.toFixed(1)} s)`,
          measured: `${built.columnarSeconds.toFixed(1)} s, ${Math.round(perSecond).toLocaleString('en')} lines/s`,
          floor: `${floorSeconds.toFixed(1)} s (COPY of lines and orders to nowhere)`,
          ratio: (built.columnarSeconds / floorSeconds).toFixed(2),
          goal: `≥ ${GOAL_LINES_PER_SECOND.toLocaleString('en')} lines/s`,
          holds: perSecond >= GOAL_LINES_PER_SECOND,
        },
        {
          what: `${NEW_LINES.toLocaleString('en')} new lines brought into it, ${UPDATES} times (the slowest counts)`,
          measured: updates.map((seconds) => `${seconds.toFixed(1)} s`).join(', '),
          floor: `${built.seconds.toFixed(1)} s (in full)`,
          ratio: (slowest / built.seconds).toFixed(2),
          goal: `< ${GOAL_UPDATE_SECONDS} s`,
          holds: slowest < GOAL_UPDATE_SECONDS,
        },
        {
          what: 'memory of the build, at most',
          measured: `${Math.round(full.peakMegabytes)} MB`,
          floor: '–',
          ratio: '–',
          goal: `< ${GOAL_MEGABYTES} MB`,
          holds: full.peakMegabytes < GOAL_MEGABYTES,
        },
      ];
    } finally {
      await product.stop();
    }
  } finally {
    remove();
  }
}

/** The same rows read out of PostgreSQL and thrown away. Seconds. */
function copyAll(home: string): Promise<number> {
  return asOwner(home, async (owner) => {
    const startedAt = performance.now();
    for (const table of ['orders.sale_order', 'orders.order_line']) {
      await pipeline(owner.query(copyTo(`copy ${table} to stdout`)), createWriteStream(path.resolve('/dev/null')));
    }
    return (performance.now() - startedAt) / 1_000;
  });
}

/** A day's receipts for people who were there before, logged as any sale is. */
async function addSales(
  owner: Parameters<Parameters<typeof asOwner<void>>[1]>[0],
  { workspaceId, day }: { workspaceId: string; day: number },
): Promise<void> {
  await owner.query(
    `create temp table today as select platform.uuid_v7() as id, n from generate_series(1, ${NEW_LINES / 4}) n`,
  );
  await owner.query(
    `insert into orders.order_line (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor)
     select $1, t.id, line, i.item_id, 'sale', 1, 5000 from today t cross join generate_series(1, 4) line
     join (select item_id, row_number() over () as n from menu.item where workspace_id = $1) i on i.n = 1 + (t.n + line) % 100`,
    [workspaceId],
  );
  await owner.query(
    `insert into orders.sale_order (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id, gross_minor,
       refund_minor, line_count)
     select $1, t.id, 'day ' || ${day}, t.n::text, now(), current_date, c.customer_id, 20000, 0, 4
     from today t join (select customer_id, row_number() over () as n from customers.customer where workspace_id = $1 limit 5000) c
       on c.n = 1 + t.n % 5000`,
    [workspaceId],
  );
}
