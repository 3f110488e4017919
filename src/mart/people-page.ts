import { type RawBuilder, sql } from 'kysely';
import { type Db, PLANNED_ANEW } from '../platform/db.ts';
import { compileRule, everybody } from './audience/compile.ts';
import { findResolvedRule } from './audience/groups.ts';
import { piece } from './audience/pieces.ts';
import type { AudienceRule, Scope } from './audience/rule.ts';
import { HAS_EMAIL, LAPSE_STATE, SHOWN_PHONE } from './fragments.ts';
import type { FoundPerson } from './people.ts';

/** Orders of the list. People who never came stand after all others, whatever the direction. */
const PEOPLE_ORDERS = ['name', 'lastVisit', 'visits', 'spend'] as const;
/** One of `PEOPLE_ORDERS`. */
export type PeopleOrder = (typeof PEOPLE_ORDERS)[number];

/** A row of the list of people, in clear: whoever asks masks and logs. */
export interface ListedPerson extends FoundPerson {
  hasEmail: boolean;
  /** Only where asked for with `withEmail`; the oldest address that works. */
  email: string | null;
  netMinor: number;
  lapse: string | null;
  /** ISO weekday and hour on the shop's clock (MT-13); null while there is no habit. */
  usualWeekday: number | null;
  usualHour: number | null;
  source: string;
  createdAt: Date;
}

const FACT_COLUMNS = { lastVisit: 'last_visit_on', visits: 'visits', spend: 'net_minor' } as const;

const SHOWN_EMAIL = `(
  select p.value from customers.contact_point p
  where p.workspace_id = c.workspace_id and p.customer_id = c.customer_id and p.kind = 'email' and p.invalid_since is null
  order by p.created_at, p.contact_point_id limit 1)`;

/** What a page is asked for: whom, in which order, after whom. */
export interface PeopleQuestion extends Scope {
  rule: AudienceRule;
  order: PeopleOrder;
  direction: 'asc' | 'desc';
  /** The last person of the page before: by id where only that is known, then she is looked up as she stands now. */
  after: string | ListedPerson | undefined;
  limit: number;
  withEmail?: boolean;
}

/** Where the person `after` stands in the order. */
interface Anchor {
  customerId: string;
  /** Null for somebody who never came, in an order of visits. */
  value: string | number | null;
}

/** As she stood when she was listed: orders that come meanwhile move nobody past the place a long reading has reached. */
function anchorOf(order: PeopleOrder, { customerId, name, lastVisitOn, visits, netMinor }: ListedPerson): Anchor {
  if (order === 'name') return { customerId, value: name };
  if (lastVisitOn === null) return { customerId, value: null };
  return { customerId, value: { lastVisit: lastVisitOn, visits, spend: netMinor }[order] };
}

async function findAnchor(db: Db, { workspaceId, order, after }: PeopleQuestion): Promise<Anchor | undefined> {
  if (after === undefined) return undefined;
  if (typeof after !== 'string') return anchorOf(order, after);
  const value = order === 'name' ? sql`c.name` : sql`f.${sql.ref(FACT_COLUMNS[order])}`;
  const { rows } = await sql<Anchor>`select c.customer_id, ${value} as value from customers.customer c
    left join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = ${after}::uuid`.execute(db);
  return rows[0];
}

/** Whether a rule can only be met by somebody who has come: then nobody else has to be looked through. */
function asksForVisits(rule: AudienceRule): boolean {
  if ('all' in rule) return rule.all.some(asksForVisits);
  if ('any' in rule || 'not' in rule) return false;
  switch (rule.fact) {
    case 'visits':
      return (rule.atLeast ?? 0) > 0;
    case 'spend':
      return (rule.atLeastMinor ?? 0) > 0;
    case 'worthPerMonth':
    case 'lapse':
    case 'rfm':
    case 'lastVisit':
    case 'firstVisit':
    case 'ordered':
    case 'usualDaypart':
    case 'usualWeekday':
    case 'usualHour':
      return true;
    default:
      return false;
  }
}

type Part = 'name' | 'came' | 'never';

/** Columns a stretch of the list is ordered by. */
function orderOf({ order, direction }: PeopleQuestion, part: Part) {
  const column = sql.raw(order === 'name' ? 'c.name collate "ko-x-icu"' : `f.${FACT_COLUMNS[order]}`);
  const id = sql.raw(part === 'came' ? 'f.customer_id' : 'c.customer_id');
  const way = sql.raw(direction);
  return { column, id, ordered: part === 'never' ? id : sql`${column} ${way}, ${id} ${way}` };
}

/** One stretch of the list: an index in the wanted order is walked until the page is full. */
function page(question: PeopleQuestion, part: Part, anchor: Anchor | undefined, limit: number): RawBuilder<unknown> {
  const { workspaceId, rule, direction } = question;
  const { column, id, ordered } = orderOf(question, part);
  const beyond = sql.raw(direction === 'asc' ? '>' : '<');
  const value = part === 'name' ? sql`${anchor?.value}::text collate "ko-x-icu"` : sql`${anchor?.value}`;
  const after =
    anchor === undefined
      ? sql``
      : part === 'never'
        ? sql`and ${id} > ${anchor.customerId}::uuid`
        : sql`and (${column}, ${id}) ${beyond} (${value}, ${anchor.customerId}::uuid)`;
  const came = { name: sql``, came: sql`and f.customer_id is not null`, never: sql`and f.customer_id is null` }[part];
  // Said of the facts as well: the walk along their index would otherwise begin at the first person of all.
  const ofFacts =
    part === 'never' && anchor !== undefined ? sql`and f.customer_id > ${anchor.customerId}::uuid` : undefined;
  return sql`select c.customer_id from ${everybody(rule, question, undefined, ofFacts)}
    where c.workspace_id = ${workspaceId}::uuid ${came} and ${compileRule(rule, question)} ${after}
    order by ${ordered} limit ${limit}`;
}

async function runPage(
  db: Db,
  question: PeopleQuestion,
  { part, anchor, limit }: { part: Part; anchor: Anchor | undefined; limit: number },
): Promise<ListedPerson[]> {
  const { rows } = await sql<ListedPerson>`${sql.raw(PLANNED_ANEW)}
    with page as materialized (${page(question, part, anchor, limit)})
    select c.customer_id, c.name, c.source, c.created_at, ${sql.raw(SHOWN_PHONE)} as phone, ${sql.raw(HAS_EMAIL)} as has_email,
      ${question.withEmail ? sql.raw(SHOWN_EMAIL) : sql`null`} as email,
      f.last_visit_on, coalesce(f.visits, 0) as visits, coalesce(f.net_minor, 0) as net_minor, f.usual_weekday, f.usual_hour,
      ${piece(LAPSE_STATE, question.today)} as lapse
    from page
    join customers.customer c on c.workspace_id = ${question.workspaceId}::uuid and c.customer_id = page.customer_id
    left join mart.customer_fact f on f.workspace_id = ${question.workspaceId}::uuid and f.customer_id = page.customer_id
    order by ${orderOf(question, part).ordered}`.execute(db);
  return rows;
}

/** A page of people who meet a rule, in one of the orders. Empty after somebody who is gone. */
export async function listPeoplePage(db: Db, question: PeopleQuestion): Promise<ListedPerson[]> {
  const { order, limit, after } = question;
  const anchor = await findAnchor(db, question);
  if (after !== undefined && anchor === undefined) return [];
  if (order === 'name') return runPage(db, question, { part: 'name', anchor, limit });
  const isBehindThoseWhoCame = anchor !== undefined && anchor.value === null;
  const came = isBehindThoseWhoCame ? [] : await runPage(db, question, { part: 'came', anchor, limit });
  if (came.length === limit || asksForVisits(question.rule)) return came;
  const never = await runPage(db, question, {
    part: 'never',
    anchor: isBehindThoseWhoCame ? anchor : undefined,
    limit: limit - came.length,
  });
  return [...came, ...never];
}

/** Ids of people who meet a rule, in ascending order, after one of them: for work on all of them in portions. */
export async function listPeopleIds(
  db: Db,
  { rule, after, limit, ...scope }: Scope & { rule: AudienceRule; after: string | undefined; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`${sql.raw(PLANNED_ANEW)}
    select c.customer_id from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId}::uuid and ${compileRule(rule, scope)}
      ${after === undefined ? sql`` : sql`and c.customer_id > ${after}::uuid`}
    order by c.customer_id limit ${limit}`.execute(db);
  return rows.map((row) => row.customerId);
}

/** How many people meet a rule. @throws the database's own error when `statement_timeout` runs out */
export async function countPeople(db: Db, { rule, ...scope }: Scope & { rule: AudienceRule }): Promise<number> {
  const { rows } = await sql<{ people: number }>`${sql.raw(PLANNED_ANEW)}
    select count(*)::int as people from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId}::uuid and ${compileRule(rule, scope)}`.execute(db);
  return rows[0]?.people ?? 0;
}

/** Share of the table's blocks a rough count looks at, in percent. */
const SAMPLE_PERCENT = 1;

/** About how many people meet a rule, from one block in a hundred: with 100,000 of a million, off by about one percent. */
export async function estimatePeople(db: Db, { rule, ...scope }: Scope & { rule: AudienceRule }): Promise<number> {
  const { rows } = await sql<{ people: number }>`${sql.raw(PLANNED_ANEW)}
    select count(*)::int as people
    from ${everybody(rule, scope, sql`(select * from customers.customer tablesample system (${sql.lit(SAMPLE_PERCENT)}) where merged_into is null)`)}
    where c.workspace_id = ${scope.workspaceId}::uuid and ${compileRule(rule, scope)}`.execute(db);
  return Math.round(((rows[0]?.people ?? 0) * 100) / SAMPLE_PERCENT);
}

/** The rule of a saved group, with those of the groups inside it; undefined when there is none. */
export async function findGroupRule(
  db: Db,
  { workspaceId, segmentId }: { workspaceId: string; segmentId: string },
): Promise<AudienceRule | undefined> {
  const { rows } = await sql<{ rule: AudienceRule }>`select rule from segments.segment
    where workspace_id = ${workspaceId}::uuid and segment_id = ${segmentId}::uuid and removed_at is null`.execute(db);
  const rule = rows[0]?.rule;
  return rule && findResolvedRule(db, { workspaceId, rule });
}

/** In how many groups and saved lists a field stands. */
export async function countFieldUse(
  db: Db,
  { workspaceId, fieldKey }: { workspaceId: string; fieldKey: string },
): Promise<{ groups: number; views: number }> {
  const path = sql`'$.** ? (@.fact == "field" && @.key == $key)'`;
  const key = sql`jsonb_build_object('key', ${fieldKey}::text)`;
  const { rows } = await sql<{ groups: number; views: number }>`select
    (select count(*)::int from segments.segment where workspace_id = ${workspaceId}::uuid and removed_at is null
      and jsonb_path_exists(rule, ${path}, ${key})) as groups,
    (select count(*)::int from customers.saved_view where workspace_id = ${workspaceId}::uuid
      and jsonb_path_exists(filter, ${path}, ${key})) as views`.execute(db);
  return rows[0] ?? { groups: 0, views: 0 };
}
