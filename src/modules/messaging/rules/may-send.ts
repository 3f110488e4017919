import { addDays, businessDayOf, instantOfLocal, isNightKst } from '../../../shared/time.ts';
import { type HourWindow, type LegalRuleValues, legalRule } from '../../privacy/index.ts';
import { ageOn, isWithinExistingCustomerTerm, LAW_TIME_ZONE, reconfirmDueOn } from './dates.ts';

/** AD-01: what kind of message it is; one advertising element makes the whole message `ad`. */
export type MessageClass = 'ad' | 'info' | 'notice_legal' | 'auth';

/**
 * `sms` is SMS, LMS and MMS. `kakao` is a brand message for advertising and an AlimTalk, which is never advertising, for
 * everything else (AD-40). `none` transmits nothing: people are only assigned, for offers handed over or to check the
 * measurement itself.
 */
export type SendChannel = 'email' | 'sms' | 'kakao' | 'none';

/** The consents that `decideMaySend` looks at. */
export type AdConsentKind = 'marketing_use' | 'ad_email' | 'ad_sms' | 'ad_kakao' | 'ad_night' | 'points_terms';

/** The last event of one consent kind; a kind without any event is absent, which is never consent (AD-10). */
export interface ConsentState {
  state: 'granted' | 'refused' | 'withdrawn' | 'expired' | 'reconfirmed';
  at: Date;
  /** When the two-yearly confirmation was last provably sent (AD-15); silence after it keeps the consent. */
  reconfirmNoticeSentAt?: Date;
}

/** Everything that decides whether one message may go to one person on one channel now. */
export interface MaySendInput {
  class: MessageClass;
  channel: SendChannel;
  /** The moment of dispatch, not of planning (AD-12). */
  now: Date;
  /** When the last message handed over together with this one will have left; that must not lie in the night either. */
  doneBy?: Date | undefined;
  /** What an information message tells about: of points only with consent to their terms (AD-41). */
  about?: 'points' | undefined;
  /** Refused advertising on this channel. */
  optedOut: boolean;
  /** Refused all advertising of this sender. */
  globalStop: boolean;
  /** The contact's hash stands in the list that survives a deletion (§2.4). */
  suppressed: boolean;
  consents: { [Kind in AdConsentKind]?: ConsentState | undefined };
  /** The owner's choice to use the exception of §2.2; off when absent. */
  existingCustomer?: { enabled: boolean; lastTransactionEndedOn?: string | undefined } | undefined;
  /** 'YYYY-MM-DD'; absent when unknown. */
  birthDate?: string | undefined;
  adsSentLast7Days: number;
  adsSentToday: number;
  openComplaint: boolean;
  /** Id of another play in whose open hold-out the person is. */
  inOpenHoldout?: string | undefined;
  hasAddress: boolean;
  /** Bounced or reported dead. */
  addressInvalid: boolean;
  /** For text messages and KakaoTalk: a landline, a virtual 050 or a foreign number, which cannot get one (OP-02). */
  notMobile?: boolean | undefined;
  /** AD-18: false when the provider's 전송자격인증 is missing or has run out; own mail servers need none. */
  providerCertified?: boolean | undefined;
  /** AD-50: false when no registered number stands as the sender. */
  senderRegistered?: boolean | undefined;
  /** The shop's own hours for advertising; the default of AD-13 when absent, only the law's night when null. */
  shopAdWindow?: HourWindow | null | undefined;
  /** The shop's own frequency cap; the default of the rules table when absent. */
  frequencyCap?: LegalRuleValues['ad_frequency_cap'] | undefined;
}

/** Every reason a decision can carry, in the order of the checks; a closed list, to be translated. */
export const MAY_SEND_REASONS = [
  'opted_out',
  'global_stop',
  'suppressed_contact',
  'no_marketing_consent',
  'no_channel_consent',
  'reconfirmation_due',
  'night',
  'outside_shop_window',
  'open_complaint',
  'frequency_week',
  'frequency_day',
  'under_age',
  'no_address',
  'address_invalid',
  'not_mobile',
  'in_open_holdout',
  'provider_not_certified',
  'sender_not_registered',
  'no_points_terms',
  'consent_granted',
  'existing_customer',
  'not_advertising',
  'nothing_transmitted',
] as const;
export type MaySendReason = (typeof MAY_SEND_REASONS)[number];

/** The rule a decision rests on; `CAP` and `CONTACT` are product rules of §2.2 without a number of their own. */
export type MaySendRule =
  | 'AD-01'
  | 'AD-10'
  | 'AD-11'
  | 'AD-12'
  | 'AD-13'
  | 'AD-15'
  | 'AD-18'
  | 'AD-41'
  | 'AD-50'
  | 'CAP'
  | 'CONTACT'
  | 'FE-15'
  | 'MT-30'
  | 'PV-11';

/**
 * `send`: now. `defer`: not before `until`. `skip`: not this message. `block`: the law or the person says no.
 * `hold`: until a person has settled something. `holdout`: recorded as held back, not sent.
 */
export interface MaySendDecision {
  outcome: 'send' | 'defer' | 'skip' | 'block' | 'hold' | 'holdout';
  rule: MaySendRule;
  reason: MaySendReason;
  /** Only with `defer`: the earliest moment at which it is worth asking again. */
  until?: Date;
}

/**
 * Whether a message may go to a person now: the one function every sender asks, at dispatch (§2.2, AD-10 … AD-15, AD-18,
 * AD-41, AD-50). Advertising passes refusal, consent, two-yearly confirmation, night and shop hours, open complaint,
 * frequency and age, in this order; then every class passes the provider and the address; then advertising stays out of
 * another play's open hold-out, which a message would spoil (MT-30). With channel `none` nothing is transmitted, so only
 * the person's own stop, the complaint, the age and the hold-out count.
 * @throws AppError internal when the rules table says nothing about the day of `now`
 */
export function decideMaySend(input: MaySendInput): MaySendDecision {
  const onDay = kstDayOf(input.now);
  if (input.class !== 'ad') {
    return (
      decidePointsTerms(input) ??
      decideSender(input) ??
      decideAddress(input) ?? { outcome: 'send', rule: 'AD-01', reason: 'not_advertising' }
    );
  }
  if (input.channel === 'none') {
    return (
      decideRefusal(input) ??
      decideComplaint(input) ??
      decideAge(input, onDay) ??
      decideHoldout(input) ?? { outcome: 'send', rule: 'AD-01', reason: 'nothing_transmitted' }
    );
  }
  return (
    decideRefusal(input) ??
    decideConsent(input, input.channel, onDay) ??
    decideHours(input, input.channel, onDay) ??
    decideComplaint(input) ??
    decideFrequency(input, onDay) ??
    decideAge(input, onDay) ??
    decideSender(input) ??
    decideAddress(input) ??
    decideHoldout(input) ?? {
      outcome: 'send',
      rule: 'AD-10',
      reason: hasBothConsents(input, input.channel) ? 'consent_granted' : 'existing_customer',
    }
  );
}

type TransmittingChannel = Exclude<SendChannel, 'none'>;

function kstDayOf(instant: Date): string {
  return businessDayOf(instant, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
}

function isGranted(consent: ConsentState | undefined): boolean {
  return consent?.state === 'granted' || consent?.state === 'reconfirmed';
}

function hasBothConsents(input: MaySendInput, channel: TransmittingChannel): boolean {
  return isGranted(input.consents.marketing_use) && isGranted(input.consents[`ad_${channel}`]);
}

function decideRefusal(input: MaySendInput): MaySendDecision | undefined {
  if (input.optedOut) return { outcome: 'block', rule: 'AD-11', reason: 'opted_out' };
  if (input.globalStop) return { outcome: 'block', rule: 'AD-11', reason: 'global_stop' };
  if (input.suppressed) return { outcome: 'block', rule: 'AD-11', reason: 'suppressed_contact' };
  return undefined;
}

function decideConsent(input: MaySendInput, channel: TransmittingChannel, onDay: string): MaySendDecision | undefined {
  const { marketing_use: marketing, [`ad_${channel}` as const]: onChannel } = input.consents;
  const mayReplace = isExistingCustomer(input, onDay);
  // The exception stands in for a consent nobody asked for; it never overrides a no.
  if (!isGranted(marketing) && !(mayReplace && marketing === undefined)) {
    return { outcome: 'block', rule: 'AD-10', reason: 'no_marketing_consent' };
  }
  if (!isGranted(onChannel) && !(mayReplace && onChannel === undefined)) {
    return { outcome: 'block', rule: 'AD-10', reason: 'no_channel_consent' };
  }
  if (isReconfirmationOverdue(onChannel, onDay)) {
    return { outcome: 'block', rule: 'AD-15', reason: 'reconfirmation_due' };
  }
  return undefined;
}

function isExistingCustomer(input: MaySendInput, onDay: string): boolean {
  const { enabled = false, lastTransactionEndedOn } = input.existingCustomer ?? {};
  return enabled && lastTransactionEndedOn !== undefined && isWithinExistingCustomerTerm(lastTransactionEndedOn, onDay);
}

function isReconfirmationOverdue(consent: ConsentState | undefined, onDay: string): boolean {
  if (!consent) return false;
  const lastMs = Math.max(consent.at.getTime(), consent.reconfirmNoticeSentAt?.getTime() ?? 0);
  return reconfirmDueOn(kstDayOf(new Date(lastMs))) < onDay;
}

function decideHours(input: MaySendInput, channel: TransmittingChannel, onDay: string): MaySendDecision | undefined {
  const night = legalRule('ad_night_window', onDay);
  if (night.exemptChannels.includes(channel)) return undefined;
  const mayAtNight = isGranted(input.consents.ad_night) && !isReconfirmationOverdue(input.consents.ad_night, onDay);
  const windows = listWindows(input, channel, onDay);
  const isNight = (instant: Date) => !mayAtNight && isNightKst(instant, night.fromHour, night.toHour);
  const isClosed = (instant: Date) => windows.some(({ fromHour, toHour }) => !isNightKst(instant, fromHour, toHour));
  const moments = input.doneBy && input.doneBy > input.now ? [input.now, input.doneBy] : [input.now];
  if (!moments.some((moment) => isNight(moment) || isClosed(moment))) return undefined;

  const hours = [night.toHour, ...windows.map(({ fromHour }) => fromHour)];
  const until = nextHourOn(onDay, input.now, hours, (instant) => !isNight(instant) && !isClosed(instant));
  const because = moments.some(isNight)
    ? ({ rule: 'AD-12', reason: 'night' } as const)
    : ({ rule: 'AD-13', reason: 'outside_shop_window' } as const);
  return until ? { outcome: 'defer', ...because, until } : { outcome: 'skip', ...because };
}

/** Hours outside of which nothing leaves: the shop's own, and what KakaoTalk takes at all (AD-13). */
function listWindows(input: MaySendInput, channel: TransmittingChannel, onDay: string): HourWindow[] {
  const shop = input.shopAdWindow === undefined ? legalRule('ad_shop_window', onDay) : input.shopAdWindow;
  return [...(shop ? [shop] : []), ...(channel === 'kakao' ? [legalRule('ad_kakao_window', onDay)] : [])];
}

/** The first of `hours` after `now`, today or tomorrow, that `isOpen`; undefined when the shop's hours lie in the night. */
function nextHourOn(
  onDay: string,
  now: Date,
  hours: readonly number[],
  isOpen: (instant: Date) => boolean,
): Date | undefined {
  const inOrder = [...hours].sort((a, b) => a - b);
  for (const day of [onDay, addDays(onDay, 1)]) {
    for (const hour of inOrder) {
      const instant = instantOfLocal(`${day}T${String(hour).padStart(2, '0')}:00:00`, LAW_TIME_ZONE);
      if (instant > now && isOpen(instant)) return instant;
    }
  }
  return undefined;
}

function decideComplaint(input: MaySendInput): MaySendDecision | undefined {
  return input.openComplaint ? { outcome: 'hold', rule: 'FE-15', reason: 'open_complaint' } : undefined;
}

function decideFrequency(input: MaySendInput, onDay: string): MaySendDecision | undefined {
  const cap = input.frequencyCap ?? legalRule('ad_frequency_cap', onDay);
  if (input.adsSentLast7Days >= cap.perSevenDays) return { outcome: 'skip', rule: 'CAP', reason: 'frequency_week' };
  if (input.adsSentToday >= cap.perDay) return { outcome: 'skip', rule: 'CAP', reason: 'frequency_day' };
  return undefined;
}

function decideAge(input: MaySendInput, onDay: string): MaySendDecision | undefined {
  if (input.birthDate === undefined) return undefined;
  const isChild = ageOn(input.birthDate, onDay) < legalRule('guardian_consent_below_age', onDay);
  return isChild ? { outcome: 'block', rule: 'PV-11', reason: 'under_age' } : undefined;
}

function decidePointsTerms(input: MaySendInput): MaySendDecision | undefined {
  if (input.about !== 'points' || input.channel !== 'kakao' || isGranted(input.consents.points_terms)) return undefined;
  return { outcome: 'block', rule: 'AD-41', reason: 'no_points_terms' };
}

function decideSender(input: MaySendInput): MaySendDecision | undefined {
  if (input.providerCertified === false) return { outcome: 'hold', rule: 'AD-18', reason: 'provider_not_certified' };
  if (input.senderRegistered === false) return { outcome: 'hold', rule: 'AD-50', reason: 'sender_not_registered' };
  return undefined;
}

function decideAddress(input: MaySendInput): MaySendDecision | undefined {
  if (input.channel === 'none') return undefined;
  if (!input.hasAddress) return { outcome: 'skip', rule: 'CONTACT', reason: 'no_address' };
  if (input.addressInvalid) return { outcome: 'skip', rule: 'CONTACT', reason: 'address_invalid' };
  if (input.notMobile && input.channel !== 'email') return { outcome: 'skip', rule: 'CONTACT', reason: 'not_mobile' };
  return undefined;
}

function decideHoldout(input: MaySendInput): MaySendDecision | undefined {
  return input.inOpenHoldout === undefined
    ? undefined
    : { outcome: 'holdout', rule: 'MT-30', reason: 'in_open_holdout' };
}
