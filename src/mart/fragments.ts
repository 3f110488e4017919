import { CLOSURE_DAYS } from './models/closures.ts';

/**
 * Pieces of SQL that several queries of the mart share, over `f`, a row of mart.customer_fact. They are the same
 * formulas as src/modules/insights/rules, which tests compare with them.
 */

/** Days since the last visit, counted from :today. */
export const DAYS_SINCE_LAST = '(:today::date - f.last_visit_on)';

/** Of them, days of a long closure (models/closures.ts): on those nobody could have come. */
export const CLOSED_DAYS = 'f.closed_days_since';

/** MT-15: days since the last visit on which the shop was open ÷ usual interval; null without an interval. */
export const LAPSE_RATIO = `((${DAYS_SINCE_LAST} - ${CLOSED_DAYS}) / f.interval_days)`;

/** MT-15: up to 1.5 on rhythm, up to 2 due, up to 3 watch, above lapsed; by the shop's interval below three visits. */
export const LAPSE_STATE_BY_SHOP = `(case when f.interval_days is null then null
  when ${LAPSE_RATIO} <= 1.5 then 'on_rhythm' when ${LAPSE_RATIO} <= 2 then 'due'
  when ${LAPSE_RATIO} <= 3 then 'watch' else 'lapsed' end)`;

/**
 * The same of somebody with a rhythm of her own (MT-14: three visits), null of anybody else: who came once does not rest.
 * Every list, group, page and automation asks this one, so that they find the same people.
 */
export const LAPSE_STATE = `(case when f.own_interval_days is not null then ${LAPSE_STATE_BY_SHOP} end)`;

/** The closures that the facts are computed with, of :closedFrom and :closedTo (models/closures.ts). */
export const CLOSURES =
  'closure as materialized (select * from unnest(:closedFrom::date[], :closedTo::date[]) as t(from_on, to_on))';

const closedDays = (where: string) =>
  `(select coalesce(sum(x.to_on - x.from_on + 1), 0)::int from closure x where ${where})`;

/** MT-14: days of closures in the gap before a visit; shorter gaps, which are nearly all, hold none and are not looked through. */
export const CLOSED_IN_GAP = `(case when business_day - previous_day > ${CLOSURE_DAYS}
  then ${closedDays('x.from_on > previous_day and x.to_on < business_day')} else 0 end)`;

/** Days of closures after the last visit of `p`. */
export const CLOSED_DAYS_SINCE = closedDays('x.from_on > p.last_visit_on');
/** Days of closures between the visit of `p` before the last (of `v`) and that. */
export const CLOSED_DAYS_BEFORE = closedDays('x.from_on > v.previous_visit_on and x.to_on < p.last_visit_on');

/** Whether there is an e-mail address that has not bounced, for the customer `c`. */
export const HAS_EMAIL = `exists (
  select from customers.contact_point p
  where p.workspace_id = c.workspace_id and p.customer_id = c.customer_id and p.kind = 'email' and p.invalid_since is null)`;

/** Where each channel reaches somebody, and the consent that advertising on it needs beside that to marketing (domain 1.2). */
export const AD_CHANNELS = {
  email: { point: 'email', consent: 'ad_email' },
  sms: { point: 'mobile', consent: 'ad_sms' },
  kakao: { point: 'mobile', consent: 'ad_kakao' },
} as const;
/** A channel that advertising goes by. */
export type AdChannel = keyof typeof AD_CHANNELS;

/**
 * The day until which an answer given or confirmed at `at` stands without being confirmed anew: two years of the law's calendar
 * (AD-15), as `reconfirmDueOn` of messaging. Worked: 2024-11-22 in Seoul → 2026-11-21.
 */
const standsUntil = (at: string) =>
  `((${at} at time zone 'Asia/Seoul')::date + interval '24 months' - interval '1 day')`;

/** Whether the consent `a` needs no confirmation as of `:today`, or was sent one that carries it (AD-15). */
export const CONSENT_STANDS = `(${standsUntil('a.at')} >= :today::date or exists (
      select from messaging.notice n
      join messaging.message m on m.workspace_id = n.workspace_id and m.message_id = n.message_id and m.state = 'sent'
      where n.workspace_id = a.workspace_id and n.customer_id = a.customer_id and n.kind = 'reconfirmation'
        and n.consent_kind = a.kind and ${standsUntil('m.sent_at')} >= :today::date))`;

/**
 * Whether advertising on a channel may be sent to the customer `c` as of `:today`: both ticks, an address that they speak of,
 * which no source gave after she agreed (AD-10), and the confirmation of two years not overdue (AD-15). The sender asks again,
 * also the list of refusals. The columnar mart answers the same from `covers_address`, `stands_until` and `confirms_until`.
 */
export function mayBeSentAds(channel: AdChannel): string {
  const { point, consent } = AD_CHANNELS[channel];
  return `((
  select count(*) from privacy.consent k
  where k.workspace_id = c.workspace_id and k.customer_id = c.customer_id
    and k.kind in ('marketing_use', '${consent}') and k.state in ('granted', 'reconfirmed')) = 2 and exists (
  select from customers.contact_point p
  join privacy.consent a on a.workspace_id = p.workspace_id and a.customer_id = p.customer_id and a.kind = '${consent}'
  where p.workspace_id = c.workspace_id and p.customer_id = c.customer_id and p.kind = '${point}' and p.invalid_since is null
    and (p.told_by_source_at is null or p.told_by_source_at <= a.at)
    and ${CONSENT_STANDS}))`;
}

/** The number to show for the customer `c`: a mobile before any other, the oldest first. */
export const SHOWN_PHONE = `(
  select p.value from customers.contact_point p
  where p.workspace_id = c.workspace_id and p.customer_id = c.customer_id and p.kind not in ('email', 'card')
  order by (p.kind = 'mobile') desc, p.created_at, p.contact_point_id limit 1)`;

/** The source a file counts as: the one it was named after, else one of its own for each kind; sales keep `file`, the till's. */
export const SOURCE_OF_FILE = "(case when source = 'file' and kind <> 'sales' then 'file:' || kind else source end)";

/** OP-72: the birthday that the customer `c` keeps, as `calendar MM-DD`: what she said, else her birth date's; null when nobody knows. */
export const BIRTHDAY_KEY = `(
  coalesce(c.birthday_calendar, 'solar') || ' ' || coalesce(c.birthday, to_char(c.birth_date, 'MM-DD')))`;
