import { expect, it } from 'vitest';
import { type ConsentState, decideMaySend, type MaySendInput } from '../../src/modules/messaging/rules/may-send.ts';
import { seeded } from '../../src/shared/seeded.ts';
import { readTheLaw } from './law-table.ts';

/** DANGOL_LAW_CASES=1000000 for the whole promise; a share of it in every run. */
const CASES = Number(process.env['DANGOL_LAW_CASES'] ?? 40_000);

const CLASSES = ['ad', 'ad', 'ad', 'ad', 'ad', 'ad', 'info', 'auth', 'notice_legal'] as const;
const CHANNELS = ['sms', 'sms', 'kakao', 'kakao', 'email', 'none'] as const;
const STATES = [
  'granted',
  'granted',
  'granted',
  'granted',
  'granted',
  'reconfirmed',
  'refused',
  'withdrawn',
  'expired',
] as const;
const WINDOWS = [
  undefined,
  undefined,
  null,
  { fromHour: 6, toHour: 23 },
  { fromHour: 10, toHour: 14 },
  { fromHour: 22, toHour: 2 },
] as const;
/** Moments around the borders of the law's hours, which a draw over days would seldom meet. */
const EDGES = [
  '07:59:59',
  '08:00:00',
  '08:59:59',
  '09:00:00',
  '19:59:59',
  '20:00:00',
  '20:59:59',
  '21:00:00',
  '23:59:59',
  '00:00:00',
];

function drawCase(seed: number): MaySendInput {
  const random = seeded(seed);
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const happens = (share: number) => random() < share;
  const day = new Date(Date.UTC(2026, 9, 1) + Math.floor(random() * 800) * 86_400_000).toISOString().slice(0, 10);
  const now = happens(0.4)
    ? new Date(`${day}T${one(EDGES)}+09:00`)
    : new Date(new Date(`${day}T00:00:00+09:00`).getTime() + Math.floor(random() * 86_400_000));
  const said = (): ConsentState | undefined => {
    if (happens(0.12)) return undefined;
    const ageDays = happens(0.3) ? 725 + Math.floor(random() * 12) : Math.floor(random() * 900);
    const at = new Date(now.getTime() - ageDays * 86_400_000 - Math.floor(random() * 86_400_000));
    const notice = happens(0.2)
      ? { reconfirmNoticeSentAt: new Date(now.getTime() - Math.floor(random() * 800) * 86_400_000) }
      : {};
    return { state: one(STATES), at, ...notice };
  };
  const some = <T>(value: T): T | undefined => (happens(0.5) ? value : undefined);
  const yearsAgo = (years: number, shiftDays: number) =>
    new Date(Date.UTC(Number(day.slice(0, 4)) - years, Number(day.slice(5, 7)) - 1, Number(day.slice(8)) + shiftDays))
      .toISOString()
      .slice(0, 10);
  return {
    class: one(CLASSES),
    channel: one(CHANNELS),
    now,
    doneBy: happens(0.3) ? new Date(now.getTime() + Math.floor(random() * 120_000) - 20_000) : undefined,
    about: happens(0.2) ? 'points' : undefined,
    optedOut: happens(0.03),
    globalStop: happens(0.03),
    suppressed: happens(0.03),
    consents: {
      marketing_use: said(),
      ad_email: said(),
      ad_sms: said(),
      ad_kakao: said(),
      ad_night: happens(0.5) ? said() : undefined,
      points_terms: said(),
    },
    existingCustomer: some({
      enabled: happens(0.6),
      lastTransactionEndedOn: some(yearsAgo(0, -Math.floor(170 + random() * 25))),
    }),
    birthDate: happens(0.3) ? yearsAgo(one([13, 14, 14, 15, 30]), one([-1, 0, 1])) : undefined,
    adsSentLast7Days: happens(0.85) ? 0 : Math.floor(random() * 4),
    adsSentToday: happens(0.85) ? 0 : Math.floor(random() * 3),
    openComplaint: happens(0.03),
    inOpenHoldout: happens(0.05) ? 'play-1' : undefined,
    hasAddress: happens(0.95),
    addressInvalid: happens(0.05),
    notMobile: happens(0.05),
    providerCertified: one([undefined, true, true, true, true, false]),
    senderRegistered: one([undefined, true, true, true, true, false]),
    shopAdWindow: one(WINDOWS),
    frequencyCap: happens(0.1) ? { perSevenDays: 3, perDay: 2 } : undefined,
  };
}

it(`the product and a second table of the law agree in ${CASES.toLocaleString('en')} random cases (§2.2)`, {
  timeout: 600_000,
}, () => {
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= CASES; seed += 1) {
    const input = drawCase(seed);
    const { until, ...decision } = decideMaySend(input);
    const law = readTheLaw(input);
    const ours = { ...decision, ...(until ? { until: until.getTime() } : {}) };
    if (JSON.stringify(sorted(ours)) !== JSON.stringify(sorted(law)))
      expect({ seed, input, decision: ours }).toEqual({ seed, input, decision: law });
    const key = `${law.outcome} ${law.reason}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  }
  // Every answer of the table was met, or the draw would prove less than it says.
  expect([...outcomes.keys()].sort()).toMatchInlineSnapshot(`
    [
      "block global_stop",
      "block no_channel_consent",
      "block no_marketing_consent",
      "block no_points_terms",
      "block opted_out",
      "block reconfirmation_due",
      "block suppressed_contact",
      "block under_age",
      "defer night",
      "defer outside_shop_window",
      "hold open_complaint",
      "hold provider_not_certified",
      "hold sender_not_registered",
      "holdout in_open_holdout",
      "send consent_granted",
      "send existing_customer",
      "send not_advertising",
      "send nothing_transmitted",
      "skip address_invalid",
      "skip frequency_day",
      "skip frequency_week",
      "skip night",
      "skip no_address",
      "skip not_mobile",
      "skip outside_shop_window",
    ]
  `);
  expect(Math.min(...outcomes.values())).toBeGreaterThan(CASES / 10_000);
});

const sorted = (answer: object) => Object.fromEntries(Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1)));
