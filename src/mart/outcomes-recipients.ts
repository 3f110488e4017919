import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** The channel whose address is wanted. */
export type RecipientChannel = 'email' | 'sms' | 'kakao' | 'none';

/** What sending needs to know of a person. Personal data: never logged, never sent to the browser unmasked. */
export interface Recipient {
  customerId: string;
  name: string;
  birthDate: string | null;
  /**
   * Where to write on this channel: a mobile before another phone, a working address before one that bounced, one that
   * her consent speaks of before one that a source told since, then the oldest; null when she has none.
   */
  contactPointId: string | null;
  /** E-mail address, or a phone number as E.164. */
  address: string | null;
  /** Kind of the contact point: email, mobile, landline … */
  addressKind: string | null;
  addressInvalid: boolean;
  /** Whether advertising may go to `address`: no source gave it to her after she agreed (AD-10). */
  addressCovered: boolean;
  lastVisitOn: string | null;
  usualItem: string | null;
}

const PHONE_KINDS = ['mobile', 'landline', 'virtual050', 'voip', 'rep15xx', 'tollfree', 'foreign'];

/**
 * Grain: one row a person of `customerIds` that exists in the workspace, in no order; a person unknown here is absent.
 * Sources: customers.customer, customers.contact_point, privacy.consent, mart.customer_fact (null until the mart is built).
 */
export async function listRecipients(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; channel: RecipientChannel },
): Promise<Recipient[]> {
  const { workspaceId, customerIds, channel } = input;
  if (customerIds.length === 0) return [];
  const kinds = channel === 'none' ? [] : channel === 'email' ? ['email'] : PHONE_KINDS;
  const { rows } = await sql<Recipient>`
    select c.customer_id, c.name, c.birth_date, p.contact_point_id, p.value as address, p.kind as address_kind,
      coalesce(p.is_invalid, false) as address_invalid, coalesce(p.is_covered, false) as address_covered,
      f.last_visit_on, f.usual_items -> 0 ->> 'name' as usual_item
    from customers.customer c
    left join (
      select distinct on (k.customer_id) k.customer_id, k.contact_point_id, k.value, k.kind, k.invalid_since is not null as is_invalid,
        k.told_by_source_at is null or coalesce(k.told_by_source_at <= a.at, false) as is_covered
      from customers.contact_point k
      left join privacy.consent a on a.workspace_id = k.workspace_id and a.customer_id = k.customer_id and a.kind = ${`ad_${channel}`}
      where k.workspace_id = ${workspaceId}::uuid and k.kind = any(${kinds}::text[]) and k.customer_id = any(${customerIds}::uuid[])
      order by k.customer_id, (k.kind in ('email', 'mobile')) desc, (k.invalid_since is null) desc,
        (k.told_by_source_at is null or coalesce(k.told_by_source_at <= a.at, false)) desc, k.created_at, k.contact_point_id
    ) p on p.customer_id = c.customer_id
    left join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${customerIds}::uuid[])`.execute(db);
  return rows;
}

/**
 * The last sale of each of these people by the end of `today`: what the existing-customer exception rests on (50조 1항
 * 단서); somebody without one is absent. Source: orders.sale_order.
 */
export async function listLastSales(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string },
): Promise<Map<string, { orderId: string; endedOn: string }>> {
  const { rows } = await sql<{ customerId: string; orderId: string; endedOn: string }>`
    select distinct on (s.customer_id) s.customer_id, s.order_id, s.business_day as ended_on
    from orders.sale_order s
    where s.workspace_id = ${input.workspaceId}::uuid and s.customer_id = any(${input.customerIds}::uuid[])
      and s.business_day <= ${input.today}::date and s.gross_minor + s.refund_minor > 0
    order by s.customer_id, s.business_day desc, s.order_id desc`.execute(db);
  return new Map(rows.map(({ customerId, ...sale }) => [customerId, sale]));
}

/**
 * People who are held out by a play that is still being measured, with that play (MT-30): a message would spoil its
 * comparison. One that was stopped or finished early counts on to its planned day, so its hold-out stays as well; in a
 * rolling play each person stays for her own days. Whoever is in the standing hold-out of today is held out of every
 * play; its id stands for the play then. `exceptPlayId`: the play that asks. Sources: plays.play, plays.assignment,
 * plays.standing_holdout.
 */
export async function listOpenHoldouts(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string; exceptPlayId?: string | undefined },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ customerId: string; playId: string }>`
    select distinct on (customer_id) customer_id, play_id from (
      select a.customer_id, a.play_id, p.launched_at as at
      from plays.assignment a
      join plays.play p on p.workspace_id = a.workspace_id and p.play_id = a.play_id
      where a.workspace_id = ${input.workspaceId}::uuid and a.arm = 'holdout' and a.customer_id = any(${input.customerIds}::uuid[])
        and p.launched_at is not null and (p.kind = 'rolling' or p.planned_end_on >= ${input.today}::date)
        and (a.entered_at is null or a.entered_at::date + p.measure_days >= ${input.today}::date)
        and p.play_id is distinct from ${input.exceptPlayId ?? null}::uuid
      union all
      select person.customer_id, s.standing_id, s.begins_at
      from plays.standing_holdout s
      cross join unnest(${input.customerIds}::uuid[]) as person (customer_id)
      where s.workspace_id = ${input.workspaceId}::uuid and ${input.today}::date between s.begins_on and s.ends_on
        and plays.standing_draw(s.seed, person.customer_id) < s.rate
    ) held order by customer_id, at`.execute(db);
  return new Map(rows.map((row) => [row.customerId, row.playId]));
}

/** Whether a play is under way: what waits for any other is not sent. Source: plays.play. */
export async function isPlayRunning(
  db: Db,
  { workspaceId, playId }: { workspaceId: string; playId: string },
): Promise<boolean> {
  const { rows } = await sql`select 1 from plays.play
    where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid and state = 'running'`.execute(db);
  return rows.length > 0;
}

/** The shop's own cap on advertising to one person in seven days; undefined: the product's. Source: plays.policy. */
export async function findAdCap(db: Db, workspaceId: string): Promise<number | undefined> {
  const { rows } = await sql<{ adsPerWeek: number | null }>`
    select ads_per_week from plays.policy where workspace_id = ${workspaceId}::uuid`.execute(db);
  return rows[0]?.adsPerWeek ?? undefined;
}

/**
 * Grain: one row a person who was on record when a period of the standing hold-out began: whether she is in it, what she
 * bought in the period and in `historyDays` before. Sources: customers.customer, orders.sale_order, plays.standing_holdout.
 */
export async function listStandingOutcomes(
  db: Db,
  input: { workspaceId: string; standingId: string; until: string; historyDays: number },
): Promise<{ isHeldOut: boolean; converted: boolean; spendMinor: number; preSpendMinor: number }[]> {
  const { rows } = await sql<{ isHeldOut: boolean; converted: boolean; spendMinor: number; preSpendMinor: number }>`
    select plays.standing_draw(s.seed, c.customer_id) < s.rate as is_held_out,
      coalesce(bool_or(o.gross_minor > 0) filter (where o.ordered_at >= s.begins_at), false) as converted,
      coalesce(sum(o.gross_minor + o.refund_minor) filter (where o.ordered_at >= s.begins_at), 0)::bigint as spend_minor,
      coalesce(sum(o.gross_minor + o.refund_minor) filter (where o.business_day < s.begins_on), 0)::bigint as pre_spend_minor
    from plays.standing_holdout s
    join customers.customer c on c.workspace_id = s.workspace_id and c.created_at < s.begins_at
    left join orders.sale_order o on o.workspace_id = c.workspace_id and o.customer_id = c.customer_id
      and o.business_day >= s.begins_on - ${input.historyDays}::int and o.business_day <= ${input.until}::date
    where s.workspace_id = ${input.workspaceId}::uuid and s.standing_id = ${input.standingId}::uuid
    group by s.seed, s.rate, c.customer_id`.execute(db);
  return rows;
}
