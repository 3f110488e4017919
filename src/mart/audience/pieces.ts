import { type RawBuilder, sql } from 'kysely';

/** What one condition asks of the row (`c` customer, `f` facts, `r` RFM, `pm` models), and the value it looks at. */
export interface Compiled {
  condition: RawBuilder<boolean>;
  value: RawBuilder<unknown>;
}

/** A shared piece of SQL with `:today` filled in. */
export function piece(text: string, today: string): RawBuilder<unknown> {
  const parts = text.split(':today');
  return sql`${sql.join(
    parts.map((part, at) => (at === 0 ? sql.raw(part) : sql`${today}${sql.raw(part)}`)),
    sql``,
  )}`;
}

/** Bounds with their values; without any: the value is known. */
export function between(
  value: RawBuilder<unknown>,
  low: number | string | undefined,
  high: number | string | undefined,
): RawBuilder<boolean> {
  const bounds = [
    ...(low === undefined ? [] : [sql`${value} >= ${low}`]),
    ...(high === undefined ? [] : [sql`${value} <= ${high}`]),
  ];
  return bounds.length === 0 ? sql`${value} is not null` : sql`(${sql.join(bounds, sql` and `)})`;
}

/** Whether a value stands in a list; in an empty one nothing does. */
export function isOneOf(
  value: RawBuilder<unknown>,
  list: readonly (string | number)[],
  type: 'text' | 'int' | 'uuid',
): RawBuilder<boolean> {
  return sql`${value} = any(${[...list]}${sql.raw(`::${type}[]`)})`;
}

/** `and …` for bounds that may be missing. */
export function andAll(bounds: readonly (RawBuilder<unknown> | false | undefined)[]): RawBuilder<unknown> {
  const given = bounds.filter((bound) => bound !== false && bound !== undefined);
  return given.length === 0 ? sql`` : sql`and ${sql.join(given, sql` and `)}`;
}

/** The time zone of the shop, read once a statement. */
export const ZONE = (workspaceId: string) =>
  sql`(select s.time_zone from workspace.shop s where s.workspace_id = ${workspaceId}::uuid limit 1)`;

/** The last `days` days that end with today. */
export function lastDays(
  day: RawBuilder<unknown>,
  days: number | undefined,
  today: string,
): RawBuilder<unknown> | undefined {
  return days === undefined ? undefined : sql`${day} > ${today}::date - ${days}::int and ${day} <= ${today}::date`;
}
