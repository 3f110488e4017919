import type { MaySendInput } from '../../src/modules/messaging/rules/may-send.ts';

/**
 * The law of sending written a second time, as a table, by reading the brief and not the code: it shares no function, no
 * calendar and no constant with the product. A case is decided by the first row that fits. KST is UTC+9 and has no summer
 * time, so its calendar is plain arithmetic.
 */
export interface Answer {
  outcome: string;
  rule: string;
  reason: string;
  until?: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KST = 9 * HOUR;

const kst = (at: Date | number) => new Date(Number(at) + KST);
const secondOfDay = (at: Date | number) => Math.floor(((Number(at) + KST) % DAY) / 1_000);
const ymd = (at: Date | number): [number, number, number] => {
  const local = kst(at);
  return [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
};
const number = ([y, m, d]: readonly [number, number, number]) => y * 10_000 + m * 100 + d;
const read = (day: string) => day.split('-').map(Number) as [number, number, number];
const lengthOfMonth = (y: number, m: number) => new Date(Date.UTC(y, m, 0)).getUTCDate();

/** The same calendar day some months on, the last of the month where there is none. */
function later([y, m, d]: readonly [number, number, number], months: number): [number, number, number] {
  const index = y * 12 + (m - 1) + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return [year, month, Math.min(d, lengthOfMonth(year, month))];
}

const yes = (said: { state: string } | undefined) => said?.state === 'granted' || said?.state === 'reconfirmed';

/** AD-15: 24 months are over and no confirmation was provably sent since; the day itself is too late. */
function confirmationMissed(said: { at: Date; reconfirmNoticeSentAt?: Date } | undefined, now: Date): boolean {
  if (!said) return false;
  const last = Math.max(+said.at, +(said.reconfirmNoticeSentAt ?? 0));
  return number(ymd(now)) >= number(later(ymd(last), 24));
}

/** §2.2, proviso of 50①: within six months of the end of a transaction, the same day included. */
function excepted(input: MaySendInput): boolean {
  const ended = input.existingCustomer?.lastTransactionEndedOn;
  if (!input.existingCustomer?.enabled || ended === undefined) return false;
  const today = number(ymd(input.now));
  return number(read(ended)) <= today && today <= number(later(read(ended), 6));
}

function age(birth: string, now: Date): number {
  const [y, m, d] = read(birth);
  const [ny, nm, nd] = ymd(now);
  return ny - y - (nm * 100 + nd < m * 100 + d ? 1 : 0);
}

/** Whether an advertisement may leave at a moment, as far as the hour goes: [law's night, shop's and channel's hours]. */
function hours(input: MaySendInput, at: number): [night: boolean, closed: boolean] {
  const second = secondOfDay(at);
  const nightOk = yes(input.consents.ad_night) && !confirmationMissed(input.consents.ad_night, input.now);
  const night = !nightOk && (second >= 21 * 3_600 || second < 8 * 3_600);
  const within = (from: number, to: number) =>
    from <= to ? second >= from * 3_600 && second < to * 3_600 : second >= from * 3_600 || second < to * 3_600;
  const shop = input.shopAdWindow === undefined ? { fromHour: 9, toHour: 20 } : input.shopAdWindow;
  const closed =
    (shop !== null && !within(shop.fromHour, shop.toHour)) || (input.channel === 'kakao' && !within(8, 20));
  return [night, closed];
}

/** The next full hour at which it may; a search by the hour, for opening hours begin on the hour. */
function nextOpening(input: MaySendInput): number | undefined {
  const endOfTomorrow = Math.floor((Number(input.now) + KST) / DAY) * DAY - KST + 2 * DAY;
  for (let at = Math.floor(Number(input.now) / HOUR) * HOUR + HOUR; at < endOfTomorrow; at += HOUR) {
    const [night, closed] = hours(input, at);
    const [nightBefore, closedBefore] = hours(input, at - HOUR);
    // An opening is where a limit ends; the product offers only those.
    const opens = new Set([
      8,
      input.channel === 'kakao' ? 8 : -1,
      input.shopAdWindow === undefined ? 9 : (input.shopAdWindow?.fromHour ?? -1),
    ]);
    if (
      !night &&
      !closed &&
      (nightBefore || closedBefore || opens.has(kst(at).getUTCHours())) &&
      opens.has(kst(at).getUTCHours())
    )
      return at;
  }
  return undefined;
}

type Row = [when: (input: MaySendInput) => boolean, outcome: string, rule: string, reason: string];

const channelConsent = (input: MaySendInput) =>
  input.channel === 'email'
    ? input.consents.ad_email
    : input.channel === 'sms'
      ? input.consents.ad_sms
      : input.consents.ad_kakao;
const missing = (said: { state: string } | undefined, input: MaySendInput) =>
  !yes(said) && !(said === undefined && excepted(input));

const REFUSAL: Row[] = [
  [(i) => i.optedOut, 'block', 'AD-11', 'opted_out'],
  [(i) => i.globalStop, 'block', 'AD-11', 'global_stop'],
  [(i) => i.suppressed, 'block', 'AD-11', 'suppressed_contact'],
];
const CONSENT: Row[] = [
  [(i) => missing(i.consents.marketing_use, i), 'block', 'AD-10', 'no_marketing_consent'],
  [(i) => missing(channelConsent(i), i), 'block', 'AD-10', 'no_channel_consent'],
  [(i) => confirmationMissed(channelConsent(i), i.now), 'block', 'AD-15', 'reconfirmation_due'],
];
const COMPLAINT: Row[] = [[(i) => i.openComplaint, 'hold', 'FE-15', 'open_complaint']];
const FREQUENCY: Row[] = [
  [(i) => i.adsSentLast7Days >= (i.frequencyCap?.perSevenDays ?? 2), 'skip', 'CAP', 'frequency_week'],
  [(i) => i.adsSentToday >= (i.frequencyCap?.perDay ?? 1), 'skip', 'CAP', 'frequency_day'],
];
const CHILD: Row[] = [
  [(i) => i.birthDate !== undefined && age(i.birthDate, i.now) < 14, 'block', 'PV-11', 'under_age'],
];
const POINTS: Row[] = [
  [
    (i) => i.about === 'points' && i.channel === 'kakao' && !yes(i.consents.points_terms),
    'block',
    'AD-41',
    'no_points_terms',
  ],
];
const WAY_OUT: Row[] = [
  [(i) => i.providerCertified === false, 'hold', 'AD-18', 'provider_not_certified'],
  [(i) => i.senderRegistered === false, 'hold', 'AD-50', 'sender_not_registered'],
];
const ADDRESS: Row[] = [
  [(i) => i.channel !== 'none' && !i.hasAddress, 'skip', 'CONTACT', 'no_address'],
  [(i) => i.channel !== 'none' && i.addressInvalid, 'skip', 'CONTACT', 'address_invalid'],
  [(i) => (i.channel === 'sms' || i.channel === 'kakao') && i.notMobile === true, 'skip', 'CONTACT', 'not_mobile'],
];
const HOLDOUT: Row[] = [[(i) => i.inOpenHoldout !== undefined, 'holdout', 'MT-30', 'in_open_holdout']];

const firstOf = (rows: Row[], input: MaySendInput): Answer | undefined => {
  for (const [when, outcome, rule, reason] of rows) if (when(input)) return { outcome, rule, reason };
  return undefined;
};

export function readTheLaw(input: MaySendInput): Answer {
  if (input.class !== 'ad')
    return (
      firstOf([...POINTS, ...WAY_OUT, ...ADDRESS], input) ?? {
        outcome: 'send',
        rule: 'AD-01',
        reason: 'not_advertising',
      }
    );
  if (input.channel === 'none')
    return (
      firstOf([...REFUSAL, ...COMPLAINT, ...CHILD, ...HOLDOUT], input) ?? {
        outcome: 'send',
        rule: 'AD-01',
        reason: 'nothing_transmitted',
      }
    );
  const before = firstOf([...REFUSAL, ...CONSENT], input);
  if (before) return before;
  if (input.channel !== 'email') {
    const moments = [Number(input.now), ...(input.doneBy && input.doneBy > input.now ? [Number(input.doneBy)] : [])];
    const shut = moments.map((at) => hours(input, at));
    if (shut.some(([night, closed]) => night || closed)) {
      const why = shut.some(([night]) => night)
        ? { rule: 'AD-12', reason: 'night' }
        : { rule: 'AD-13', reason: 'outside_shop_window' };
      const until = nextOpening(input);
      return until === undefined ? { outcome: 'skip', ...why } : { outcome: 'defer', ...why, until };
    }
  }
  const after = firstOf([...COMPLAINT, ...FREQUENCY, ...CHILD, ...WAY_OUT, ...ADDRESS, ...HOLDOUT], input);
  if (after) return after;
  const consented = yes(input.consents.marketing_use) && yes(channelConsent(input));
  return { outcome: 'send', rule: 'AD-10', reason: consented ? 'consent_granted' : 'existing_customer' };
}
