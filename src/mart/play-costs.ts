import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { codeUses } from './offline.ts';

/** What a play cost between two days. */
interface PlayCosts {
  playId: string;
  launchedOn: string;
  /** Of all messages before VAT, minor units: what each one cost, and what one that waits is expected to. */
  messagesMinor: number;
  discountMinor: number;
  /** Labour or print: of the day of the launch. */
  fixedCostMinor: number;
}

/**
 * Grain: one row a launched play that cost something in the business days `from`..`until` (the instants `after`..`before`).
 * A message counts by when it left; one that waits to leave is sure to cost and counts as well. A coupon counts by the day
 * of the order that used it, an offline code by its own and once (`codeUses`). Sources: plays.play, plays.code_use, plays.code_use_undone,
 * messaging.message, loyalty.coupon, orders.sale_order.
 */
export async function listCostsWithin(
  db: Db,
  input: { workspaceId: string; from: string; until: string; after: Date; before: Date },
): Promise<PlayCosts[]> {
  const { workspaceId, from, until, after, before } = input;
  const { rows } = await sql<PlayCosts>`
    with ${codeUses({ workspaceId, playId: null, from, until })}, out as (
      select m.play_id, m.price_minor from messaging.waiting w
      join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
      where w.workspace_id = ${workspaceId}::uuid
      union all
      select play_id, price_minor from messaging.message
      where workspace_id = ${workspaceId}::uuid and sent_at >= ${after} and sent_at < ${before} and state in ('sent', 'unconfirmed')
    ), sent as (
      select o.play_id, sum(coalesce(o.price_minor, p.message_price_minor, 0))::float8 as messages_minor
      from out o
      join plays.play p on p.workspace_id = ${workspaceId}::uuid and p.play_id = o.play_id
      group by 1
    ), redeemed as (
      select c.play_id, coalesce(c.discount_minor, 0) as discount_minor
      from loyalty.coupon c
      left join orders.sale_order o on o.workspace_id = c.workspace_id and o.order_id = c.redeemed_order_id
      where c.workspace_id = ${workspaceId}::uuid and c.play_id is not null and c.status = 'redeemed'
        and case when o.order_id is null then c.redeemed_at >= ${after} and c.redeemed_at < ${before}
          else o.business_day between ${from}::date and ${until}::date end
      union all
      select play_id, discount_minor from sold
      union all
      select play_id, discount_minor from told where use_id not in (select use_id from paired)
    ), given as (select play_id, sum(discount_minor) as discount_minor from redeemed group by 1)
    select p.play_id, p.launched_on, coalesce(s.messages_minor, 0) as messages_minor,
      coalesce(g.discount_minor, 0)::bigint as discount_minor,
      case when p.launched_on between ${from}::date and ${until}::date then p.fixed_cost_minor else 0 end as fixed_cost_minor
    from plays.play p
    left join sent s using (play_id)
    left join given g using (play_id)
    where p.workspace_id = ${workspaceId}::uuid and p.launched_on is not null
      and (s.play_id is not null or g.play_id is not null or p.launched_on between ${from}::date and ${until}::date)`.execute(
    db,
  );
  return rows;
}
