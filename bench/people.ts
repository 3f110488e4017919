import type pg from 'pg';

const SURNAMES = '김이박최정강조윤장임한오서신권황안송전홍';
const SYLLABLES = '가나다라마민서준하도윤지현우예은수아진성영호재훈미경동석유빈';
/** Prime, and no divisor of 10^8: walks through all numbers 010-0000-0000 … 9999-9999 without meeting one twice. */
const STRIDE = 7_654_321;
const NUMBERS = 100_000_000;

/** The phone of the nth person as somebody types it. */
export function phoneOf(n: number): string {
  return `010${String((n * STRIDE) % NUMBERS).padStart(8, '0')}`;
}

/** Makes people 0 … count − 1, each with a name and a mobile, by SQL: making them over HTTP is another bench. */
export async function fillPeople(owner: pg.Client, workspaceId: string, count: number): Promise<void> {
  await owner.query('begin');
  await owner.query(
    `create temp table fill on commit drop as
     select n, platform.uuid_v7() as customer_id,
            substr($1, 1 + n % length($1), 1) || substr($2, 1 + (n / 7) % length($2), 1) || substr($2, 1 + (n / 211) % length($2), 1) as name,
            '+8210' || lpad(((n::bigint * ${STRIDE}) % ${NUMBERS})::text, 8, '0') as phone
     from generate_series(0, $3::int - 1) as n`,
    [SURNAMES, SYLLABLES, count],
  );
  await owner.query(
    "insert into customers.customer (workspace_id, customer_id, name, source) select $1, customer_id, name, 'bench' from fill",
    [workspaceId],
  );
  await owner.query(
    `insert into customers.contact_point (workspace_id, contact_point_id, customer_id, kind, value, last4)
     select $1, platform.uuid_v7(), customer_id, 'mobile', phone, right(phone, 4) from fill`,
    [workspaceId],
  );
  await owner.query('commit');
  await owner.query('vacuum analyze customers.customer, customers.contact_point');
}
