import { AppError } from '../../shared/errors.ts';

/** Hours of the Korean clock, [fromHour, toHour); over midnight when `fromHour` is the later one. */
export interface HourWindow {
  fromHour: number;
  toHour: number;
}

/** What each rule says; the key is the `rule_key` of the dated table. */
export interface LegalRuleValues {
  /** AD-12: advertising in these hours needs a consent of its own, except through the exempt channels. */
  ad_night_window: HourWindow & { exemptChannels: readonly string[] };
  /** AD-13: the hours in which a shop sends advertising unless its owner chooses others. */
  ad_shop_window: HourWindow;
  /** AD-13: the hours in which KakaoTalk takes advertising at all, whatever a person agreed to. */
  ad_kakao_window: HourWindow;
  /** AD-41: one of these lines stands in an AlimTalk about points or coupons, word for word; null: none was asked for. */
  alimtalk_points_basis: { lines: readonly string[] } | null;
  /** AD-50: months after which a registered sender number is looked at again. */
  sender_number_check_months: number;
  /** §2.9: days for which the body of a provider's report is kept, sealed. */
  report_body_days: number;
  /** §2.10: days before a two-yearly confirmation is due at which it shows up in the queue. */
  ad_reconfirm_notice_days: number;
  /** AD-14: days in which the result of a consent, refusal or withdrawal is told. */
  ad_result_notice_days: number;
  /** AD-15: months after which a consent to advertising is to be confirmed. */
  ad_reconfirm_months: number;
  /** §2.2: months from the end of a transaction in which its customer may get advertising for the same kind of goods. */
  ad_existing_customer_months: number;
  /** AD-20: what an advertisement begins with, sign for sign. */
  ad_label: string;
  /** Product rule of §2.2: how many advertisements a person gets over all channels. */
  ad_frequency_cap: { perSevenDays: number; perDay: number };
  /** PV-11: below this age a guardian consents, and advertising is not sent. */
  guardian_consent_below_age: number;
  /** PV-31: calendar days in which a request of a person is answered. */
  request_answer_days: number;
  /** PV-20: days in which what is due is destroyed. */
  destruction_days: number;
  /** PV-20: days for which the owner may read that somebody is overdue before the nightly job destroys her. */
  overdue_notice_days: number;
  /** PV-53: years an access log is kept; the longer ones from this many persons, or with sensitive or unique data. */
  access_log_retention: { years: number; longYears: number; longFromPersons: number };
  /** PV-40, PV-42: hours in which people are told of a leak, and the authority from this many persons. */
  breach: { hours: number; reportFromPersons: number };
  /** PV-24: days after which the body of a webhook is destroyed, once it was worked off and when it could not be. */
  webhook_body_retention: { doneDays: number; failedDays: number };
  /** PV-24: days after which a file of a watched folder is destroyed, once it was taken and when it could not be. */
  folder_file_retention: { doneDays: number; failedDays: number };
  /** OP-42: value added tax as part of the net price. */
  vat_rate: number;
}

export type LegalRuleKey = keyof LegalRuleValues;

type LegalRuleOf<Key extends LegalRuleKey> = {
  ruleKey: Key;
  value: LegalRuleValues[Key];
  /** First day, 'YYYY-MM-DD', on which it holds; those of before 2026 are from memory and only matter for old facts. */
  effectiveFrom: string;
  /** First day on which it holds no more; absent while it is in force. */
  effectiveTo?: string;
  source: string;
  /** Whether the domain brief checked the value against its source; false = from memory, to be checked (§9). */
  verified: boolean;
};

/** One row of the dated table. */
export type LegalRule = { [Key in LegalRuleKey]: LegalRuleOf<Key> }[LegalRuleKey];

/** The day before every fact the product knows; for product rules, which have no day of their own. */
const ALWAYS = '1970-01-01';

/**
 * Every legal number the product uses, with the days it holds. A change of the law is a new row, and an `effectiveTo`
 * on the old one; no number stands anywhere else. Not legal advice.
 */
export const LEGAL_RULES: readonly LegalRule[] = [
  {
    ruleKey: 'webhook_body_retention',
    value: { doneDays: 3, failedDays: 30 },
    effectiveFrom: ALWAYS,
    source: 'product rule after PV-24: long enough to mend a map, short enough for personal data nobody uses',
    verified: true,
  },
  {
    ruleKey: 'folder_file_retention',
    value: { doneDays: 3, failedDays: 30 },
    effectiveFrom: ALWAYS,
    source: 'product rule after PV-24: the till has its own copy, and a file that failed waits for a mended map',
    verified: true,
  },
  {
    ruleKey: 'ad_night_window',
    value: { fromHour: 21, toHour: 8, exemptChannels: ['email'] },
    effectiveFrom: '2014-11-29',
    source: '정보통신망법 50조 3항, 시행령 61조 2항 (S16, S17)',
    verified: true,
  },
  {
    ruleKey: 'ad_shop_window',
    value: { fromHour: 9, toHour: 20 },
    effectiveFrom: ALWAYS,
    source: 'product rule after the channel hours of vendor guides (S27)',
    verified: true,
  },
  {
    ruleKey: 'ad_kakao_window',
    value: { fromHour: 8, toHour: 20 },
    effectiveFrom: ALWAYS,
    source: 'channel rule of vendor guides (S27)',
    verified: true,
  },
  {
    ruleKey: 'alimtalk_points_basis',
    value: null,
    effectiveFrom: ALWAYS,
    effectiveTo: '2026-04-01',
    source: 'before the rule of AD-41',
    verified: true,
  },
  {
    ruleKey: 'alimtalk_points_basis',
    value: {
      lines: [
        '※ 고객님의 유료 구매로 지급된 포인트 안내입니다.',
        '※ 고객님의 유료 구매로 지급된 쿠폰 안내입니다.',
        '※ 고객님께서 직접 신청하신 쿠폰 안내입니다.',
      ],
    },
    effectiveFrom: '2026-04-01',
    source: 'Kakao 알림톡 심사 기준 2026-04 (S35); the first line as published, the others after its pattern',
    verified: true,
  },
  {
    ruleKey: 'sender_number_check_months',
    value: 12,
    effectiveFrom: '2015-10-16',
    source: '전기통신사업법 84조의2 (S40, S41); yearly from memory',
    verified: false,
  },
  {
    ruleKey: 'report_body_days',
    value: 30,
    effectiveFrom: ALWAYS,
    source: 'product rule (§2.9)',
    verified: true,
  },
  {
    ruleKey: 'ad_reconfirm_notice_days',
    value: 30,
    effectiveFrom: ALWAYS,
    source: 'product rule (§2.10): the queue shows D-60 and sends from D-30, so that a failed one can go again',
    verified: true,
  },
  {
    ruleKey: 'ad_result_notice_days',
    value: 14,
    effectiveFrom: '2014-11-29',
    source: '정보통신망법 50조 7항, 시행령 62조의2 (S16, S17)',
    verified: true,
  },
  {
    ruleKey: 'ad_reconfirm_months',
    value: 24,
    effectiveFrom: '2014-11-29',
    source: '정보통신망법 50조 8항, 시행령 62조의3 (S16, S17)',
    verified: true,
  },
  {
    ruleKey: 'ad_existing_customer_months',
    value: 6,
    effectiveFrom: '2014-11-29',
    source: '정보통신망법 50조 1항 단서, 시행령 61조 1항 (S16, S17)',
    verified: true,
  },
  {
    ruleKey: 'ad_label',
    value: '(광고)',
    effectiveFrom: '2014-11-29',
    source: '정보통신망법 50조 4항, 시행령 61조 3항; wrong forms S18, S19',
    verified: true,
  },
  {
    ruleKey: 'ad_frequency_cap',
    value: { perSevenDays: 2, perDay: 1 },
    effectiveFrom: ALWAYS,
    source: 'product rule (§2.2)',
    verified: true,
  },
  {
    ruleKey: 'guardian_consent_below_age',
    value: 14,
    effectiveFrom: '2011-09-30',
    source: '개인정보 보호법 22조의2 (S1, S2)',
    verified: true,
  },
  {
    ruleKey: 'request_answer_days',
    value: 10,
    effectiveFrom: '2011-09-30',
    source: '개인정보 보호법 35조 3항, 36조, 37조, 시행령 41–44조 (S1, S2)',
    verified: true,
  },
  {
    ruleKey: 'destruction_days',
    value: 5,
    effectiveFrom: '2011-09-30',
    source: '개인정보 보호법 21조 1항 "지체 없이"; five days from the guidance, from memory',
    verified: false,
  },
  {
    ruleKey: 'overdue_notice_days',
    value: 5,
    effectiveFrom: ALWAYS,
    source:
      'product rule after PV-20: told this long before, so that a wrong date in a file can be seen; no longer than destruction_days',
    verified: true,
  },
  {
    ruleKey: 'access_log_retention',
    value: { years: 1, longYears: 2, longFromPersons: 50_000 },
    effectiveFrom: '2021-09-15',
    source: '개인정보의 안전성 확보조치 기준 8조 (S3)',
    verified: true,
  },
  {
    ruleKey: 'breach',
    value: { hours: 72, reportFromPersons: 1_000 },
    effectiveFrom: '2023-09-15',
    source: '개인정보 보호법 34조, 시행령 39조, 40조 (S1, S2); first day from memory',
    verified: false,
  },
  {
    ruleKey: 'vat_rate',
    value: 0.1,
    effectiveFrom: '1977-07-01',
    source: '부가가치세법 30조, from memory',
    verified: false,
  },
];

/**
 * What a rule says on a day ('YYYY-MM-DD'): `legalRule('ad_result_notice_days', '2026-11-21')` is 14.
 * @throws AppError internal when the table has no row for that day: guessing the law is worse than stopping
 */
export function legalRule<Key extends LegalRuleKey>(key: Key, onDay: string): LegalRuleValues[Key] {
  const inForce = LEGAL_RULES.find(
    (rule): rule is Extract<LegalRule, { ruleKey: Key }> =>
      rule.ruleKey === key &&
      rule.effectiveFrom <= onDay &&
      (rule.effectiveTo === undefined || onDay < rule.effectiveTo),
  );
  if (!inForce) throw new AppError('internal', `no legal rule ${key} in force on ${onDay}`);
  // The row was found by its key, which the type of a union of rows cannot carry over to its value.
  return inForce.value as LegalRuleValues[Key];
}
