import { createHmac } from 'node:crypto';
import type { Context } from '../../platform/context.ts';
import type { Engine } from './engine.ts';
import type { Manifest } from './manifest.ts';
import { type MartTable, tables } from './tables.ts';
import { attachFiles, derivedViews, selectOf } from './views.ts';

/** Ids of people, and of what leads to one of them in the product. */
const TOKENS = new Set([
  'customer_id',
  'order_id',
  'redeemed_order_id',
  'touchpoint_id',
  'corrects',
  'message_id',
  'coupon_id',
]);

/** Beside the five-year band of birth this would tell more than the law lets out (PV-70). */
const KEPT_INSIDE = new Set(['person.birth_month']);

/** Fewer people than this with a value would point at somebody (PV-70, PV-73). */
const RARE = 5;
const RARE_VALUE = '(rare)';

/** Of which column rare values are grouped, and who counts as one that has it: an order of nobody known is one of its own. */
const GROUPED: readonly { table: string; column: string; by: string }[] = [
  { table: 'person', column: 'source', by: 'customer_id' },
  { table: 'person', column: 'birth_year_band', by: 'customer_id' },
  { table: 'sale', column: 'source', by: 'coalesce(customer_id, order_id)' },
  { table: 'line', column: 'options', by: 'coalesce(customer_id, order_id)' },
  { table: 'touchpoint', column: 'source', by: 'coalesce(customer_id, touchpoint_id)' },
];

/** Makes the tokens of an export: the same in every file of this installation, and without its key nobody's. */
export function tokenKey(context: Pick<Context, 'secrets'>, workspaceId: string): string {
  return createHmac('sha256', context.secrets.key).update(`mart export ${workspaceId}`).digest('hex');
}

/**
 * Shows published files to an engine in memory as they may leave the product (PV-70): tokens that join in place of ids, no month
 * of birth, values that fewer than five people have grouped as `(rare)`, or empty where they are numbers, and tags that fewer
 * have left out. The departmental marts stand on these tables, not on those inside.
 */
export async function attachForOthers(
  engine: Engine,
  folder: string,
  { key, ...files }: Pick<Manifest, 'base' | 'delta'> & { key: string },
): Promise<void> {
  await attachFiles(engine, folder, files);
  for (const { table, column, by } of GROUPED) {
    const found = tables.find(({ name }) => name === table);
    if (!found) throw new TypeError(`no table ${table}`);
    // As a table: counted once, not by every question.
    await engine.run(
      `create table ${commonOf(table, column)} as ${selectCommon({ column, by, raw: selectOf(found, files.delta) })}`,
    );
  }
  for (const table of tables) {
    await engine.run(
      `create view ${table.name} as ${selectForOthers(table, { key, raw: selectOf(table, files.delta) })}`,
    );
  }
  for (const sql of derivedViews()) await engine.run(sql);
}

/**
 * Values that five people or more have. Most are found without remembering anybody: each person sets one of 62 bits, and five
 * bits are five people; only the few values with less are counted one by one. Ten million lines in a second or two.
 */
function selectCommon({ column, by, raw }: { column: string; by: string; raw: string }): string {
  return `with rough as (
      select ${column} as value, bit_count(bit_or(1::bigint << cast(hash(${by}) % 62 as integer))) as n
      from (${raw}) where ${column} is not null group by ${column}
    )
    select value from rough where n >= ${RARE}
    union all
    select ${column} from (${raw}) where ${column} in (select value from rough where n < ${RARE})
    group by ${column} having count(distinct ${by}) >= ${RARE}`;
}

const commonOf = (table: string, column: string) => `common_${table}_${column}`;

function selectForOthers(table: MartTable, { key, raw }: { key: string; raw: string }): string {
  const grouped = GROUPED.filter((one) => one.table === table.name);
  const columns = table.columns
    .filter(({ name }) => !KEPT_INSIDE.has(`${table.name}.${name}`))
    .map(({ name, type }) => {
      if (TOKENS.has(name))
        return `cast(substr(sha256('${key}' || cast(t.${name} as varchar)), 1, 32) as uuid) as ${name}`;
      if (grouped.some((one) => one.column === name)) {
        const rare = type === 'text' ? `case when t.${name} is null then null else '${RARE_VALUE}' end` : 'null';
        return `coalesce(c_${name}.value, ${rare}) as ${name}`;
      }
      if (table.name === 'person_value' && name === 'value')
        return `case when r.n < ${RARE} then '${RARE_VALUE}' else t.value end as value`;
      if (table.name === 'person_value' && name === 'number_value')
        return `case when r.n < ${RARE} then null else t.number_value end as number_value`;
      return `t.${name}`;
    });
  const joins = grouped.map(
    ({ column }) => `left join ${commonOf(table.name, column)} c_${column} on c_${column}.value = t.${column}`,
  );
  const by = { person_tag: ['tag_id'], person_value: ['field_key', 'value'] }[table.name];
  if (by) {
    joins.push(
      `join (select ${by.join(', ')}, count(*) as n from (${raw}) group by ${by.join(', ')}) r using (${by.join(', ')})`,
    );
  }
  const where = table.name === 'person_tag' ? `where r.n >= ${RARE}` : '';
  return `select ${columns.join(', ')} from (${raw}) t ${joins.join(' ')} ${where}`;
}
