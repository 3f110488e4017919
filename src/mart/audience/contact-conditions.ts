import { type RawBuilder, sql } from 'kysely';
import { birthdaysFrom } from '../../shared/birthdays.ts';
import { daysBetween } from '../../shared/time.ts';
import { BIRTHDAY_KEY, mayBeSentAds } from '../fragments.ts';
import { andAll, between, type Compiled, isOneOf, lastDays, piece, ZONE } from './pieces.ts';
import type { ContactCondition, Scope } from './rule.ts';

/** Bounds of a count: none said means at least once. */
function times(
  value: RawBuilder<unknown>,
  { timesAtLeast, timesAtMost }: { timesAtLeast?: number | undefined; timesAtMost?: number | undefined },
): RawBuilder<boolean> {
  const isBare = timesAtLeast === undefined && timesAtMost === undefined;
  return between(value, isBare ? 1 : timesAtLeast, timesAtMost);
}

/** Assignments of her, or coupons she came back with. */
function compilePlay(rule: Extract<ContactCondition, { fact: 'play' }>, { workspaceId, today }: Scope): Compiled {
  const { as, playIds, withinDays } = rule;
  if (as === 'redeemed') {
    const day = sql`(k.redeemed_at at time zone ${ZONE(workspaceId)})::date`;
    const used = sql`from loyalty.coupon k where k.workspace_id = ${workspaceId} and k.customer_id = c.customer_id
      and k.status = 'redeemed' ${andAll([playIds && isOneOf(sql`k.play_id`, playIds, 'uuid'), lastDays(day, withinDays, today)])}`;
    return { condition: sql`exists (select ${used})`, value: sql`(select count(*)::int ${used})` };
  }
  const arm = { any: undefined, treated: sql`a.arm <> 'holdout'`, heldOut: sql`a.arm = 'holdout'` }[as];
  const drawn = sql`from plays.assignment a join plays.play p on p.workspace_id = a.workspace_id and p.play_id = a.play_id
    where a.workspace_id = ${workspaceId} and a.customer_id = c.customer_id
      ${andAll([arm, playIds && isOneOf(sql`a.play_id`, playIds, 'uuid'), lastDays(sql`p.launched_on`, withinDays, today)])}`;
  return { condition: sql`exists (select ${drawn})`, value: sql`(select count(*)::int ${drawn})` };
}

/** No birthday, by the sun or by the moon with its leap months, comes back later than this. */
const LONGEST_YEAR_DAYS = 385;

/** How many days ahead each birthday is next kept, and in which month; of the day that was asked last. */
let coming: { today: string; kept: ReadonlyMap<string, { ahead: number; month: number }> } = {
  today: '',
  kept: new Map(),
};

function comingBirthdays(today: string): (typeof coming)['kept'] {
  if (coming.today !== today) {
    const kept = new Map<string, { ahead: number; month: number }>();
    for (const { day, key } of birthdaysFrom(today, LONGEST_YEAR_DAYS)) {
      if (!kept.has(key)) kept.set(key, { ahead: daysBetween(today, day), month: Number(day.slice(5, 7)) });
    }
    coming = { today, kept };
  }
  return coming.kept;
}

/** By the day on which she next keeps it, with or without a year, by the sun or by the moon (OP-72). */
function compileBirthday(
  { months, withinDays }: Extract<ContactCondition, { fact: 'birthday' }>,
  { today }: Scope,
): Compiled {
  const key = sql.raw(BIRTHDAY_KEY);
  const kept = [...comingBirthdays(today)];
  const value = sql`(${JSON.stringify(Object.fromEntries(kept.map(([name, { ahead }]) => [name, ahead])))}::jsonb ->> ${key})::int`;
  if (months === undefined && withinDays === undefined) return { condition: sql`${key} is not null`, value };
  const wanted = kept
    .filter(([, { ahead, month }]) => (months?.includes(month) ?? true) && ahead <= (withinDays ?? LONGEST_YEAR_DAYS))
    .map(([name]) => name);
  return { condition: isOneOf(key, wanted, 'text'), value };
}

/** What can be used today, as the till says it (OP-50): balances, less what has passed its last day and is not booked yet. */
function compileBalance(
  { unit, atLeast, atMost }: Extract<ContactCondition, { fact: 'balance' }>,
  { workspaceId, today }: Scope,
): Compiled {
  const value = sql`(select coalesce(sum(a.balance - coalesce((
      select sum(l.remaining) from loyalty.lot l
      where l.workspace_id = a.workspace_id and l.account_id = a.account_id and l.remaining > 0 and l.expires_on < ${today}::date), 0)), 0)::bigint
    from loyalty.account a
    where a.workspace_id = ${workspaceId} and a.customer_id = c.customer_id and a.unit = ${unit})`;
  const isBare = atLeast === undefined && atMost === undefined;
  return { value, condition: between(value, isBare ? 1 : atLeast, atMost) };
}

/** What the models expect, what we sent and gave, what else happened, and who was drawn by hash. */
export function compileContactCondition(rule: ContactCondition, scope: Scope): Compiled {
  const { workspaceId, today } = scope;
  switch (rule.fact) {
    case 'alive': {
      const value = sql`pm.p_alive`;
      return { value, condition: between(value, rule.atLeast, rule.atMost) };
    }
    case 'futureValue': {
      const value = sql`pm.value_12m_minor`;
      return { value, condition: between(value, rule.atLeastMinor, rule.atMostMinor) };
    }
    case 'expectedNext': {
      const value = sql`(pm.expected_next_on - ${today}::date)`;
      return { value, condition: between(value, rule.daysAheadAtLeast, rule.daysAheadAtMost) };
    }
    case 'contactable': {
      const value = sql<boolean>`${piece(mayBeSentAds(rule.channel), today)}`;
      return { value, condition: value };
    }
    case 'sent': {
      const day = sql`(m.sent_at at time zone ${ZONE(workspaceId)})::date`;
      const value = sql`(select count(*)::int from messaging.message m where m.workspace_id = ${workspaceId}
        and m.customer_id = c.customer_id and m.sent_at is not null ${andAll([lastDays(day, rule.withinDays, today)])})`;
      return { value, condition: times(value, rule) };
    }
    case 'happened': {
      const value = sql`(select count(*)::int from touchpoints.touchpoint t where t.workspace_id = ${workspaceId}
        and t.customer_id = c.customer_id and ${isOneOf(sql`t.kind`, rule.kinds, 'text')}
        ${andAll([lastDays(sql`t.business_day`, rule.withinDays, today)])}
        and not exists (select from touchpoints.touchpoint later where later.workspace_id = t.workspace_id
          and later.corrects = t.touchpoint_id))`;
      return { value, condition: times(value, rule) };
    }
    case 'play':
      return compilePlay(rule, scope);
    case 'coupon': {
      const { expiresWithinDays } = rule;
      const good = sql`from loyalty.coupon k where k.workspace_id = ${workspaceId} and k.customer_id = c.customer_id
        and k.status = 'issued' and k.valid_until >= ${today}::date
        ${andAll([expiresWithinDays !== undefined && sql`k.valid_until <= ${today}::date + ${expiresWithinDays}::int`])}`;
      return { condition: sql`exists (select ${good})`, value: sql`(select min(k.valid_until) ${good})` };
    }
    case 'balance':
      return compileBalance(rule, scope);
    case 'level': {
      // Of somebody merged the level kept longest, as the card shows it (OP-56).
      const value = sql`(select t.tier_key from loyalty.tier_kept t
        where t.workspace_id = ${workspaceId} and t.customer_id = c.customer_id order by t.keep_until desc limit 1)`;
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'birthday':
      return compileBirthday(rule, scope);
    case 'household': {
      const lives = sql`from customers.household_member m
        join customers.household h on h.workspace_id = m.workspace_id and h.household_id = m.household_id
        where m.workspace_id = ${workspaceId} and m.customer_id = c.customer_id
          ${andAll([rule.kinds && isOneOf(sql`h.kind`, rule.kinds, 'text')])}`;
      return { condition: sql`exists (select ${lives})`, value: sql`(select min(h.kind) ${lives})` };
    }
    case 'bucket': {
      // The first 32 bits of MD5: any engine draws the same.
      const hash = sql`(('x' || substr(md5(c.customer_id::text || ':' || ${rule.salt}::text), 1, 8))::bit(32)::bigint & 4294967295)`;
      const value = sql`((${hash} % ${rule.of}::int) + 1)::int`;
      return { value, condition: between(value, rule.from, rule.to) };
    }
  }
}
