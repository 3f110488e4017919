import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** How often people refused after the advertising messages of one play, beside the shop's other plays. */
export interface PlayRefusals {
  playId: string;
  name: string;
  sent: number;
  optOuts: number;
  /** The same of all other advertising messages of the year. */
  otherSent: number;
  otherOptOuts: number;
  /** Advertising messages a person got since `since`, from all plays together. */
  perPerson: number;
}

/**
 * Grain: one row a play with an advertising message that left since `since`. Opt-outs are those made by a message's own way
 * out, and those told by the provider or typed in from its list (080), counted with the last one before. Sources:
 * messaging.message, plays.play. Known gap: a word said at the counter belongs to no message.
 */
export async function listPlayRefusals(
  db: Db,
  input: { workspaceId: string; yearAgo: Date; since: Date; now: Date },
): Promise<PlayRefusals[]> {
  const { workspaceId, yearAgo, since, now } = input;
  const { rows } = await sql<PlayRefusals>`
    with sent as (
      select m.play_id, m.customer_id, m.opted_out_at is not null as refused, m.sent_at >= ${since}::timestamptz as is_late
      from messaging.message m
      where m.workspace_id = ${workspaceId}::uuid and m.class = 'ad' and m.state in ('sent', 'unconfirmed')
        and m.sent_at >= ${yearAgo}::timestamptz and m.sent_at <= ${now}::timestamptz
    ), whole as (
      select count(*)::int as sent, count(*) filter (where refused)::int as refused,
        count(*) filter (where is_late)::float8 / nullif(count(distinct customer_id) filter (where is_late), 0) as per_person
      from sent
    ), own as (
      select play_id, count(*) filter (where is_late)::int as sent, count(*) filter (where is_late and refused)::int as refused
      from sent where play_id is not null group by 1 having bool_or(is_late)
    )
    select p.play_id, p.name, o.sent, o.refused as opt_outs, w.sent - o.sent as other_sent, w.refused - o.refused as other_opt_outs,
      coalesce(w.per_person, 0) as per_person
    from own o cross join whole w
    join plays.play p on p.workspace_id = ${workspaceId}::uuid and p.play_id = o.play_id
    order by o.refused desc, p.play_id`.execute(db);
  return rows;
}
