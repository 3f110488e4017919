import i18next from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createFormat } from '../../lib/format.ts';
import { showLocale, startI18n } from '../../lib/i18n.ts';
import { type SaidOffer, sayOffer } from './offer-sentence.ts';
import { NO_CONDITIONS, readConditions } from './typed-conditions.ts';

const place = { currency: 'KRW', timeZone: 'Asia/Seoul', dayEndsAtHour: 4, today: '2026-11-21' };
const PLAIN: SaidOffer = {
  kind: 'amount',
  value: 2_000,
  itemName: '',
  ...readConditions({ ...NO_CONDITIONS, budget: '' }, 'amount'),
};
const FULL: SaidOffer = {
  kind: 'percent',
  value: 10,
  itemName: '',
  ...readConditions(
    {
      minSpend: 15_000,
      maxDiscount: 3_000,
      itemNames: ['만둣국'],
      weekdays: [3, 2],
      dayparts: [{ id: 'a', from: '14:00', to: '17:00' }],
      perPerson: 1,
      total: '',
      budget: 100_000,
      stacks: true,
    },
    'percent',
  ),
};
const CASES: readonly (readonly [SaidOffer, string, string])[] = [
  [
    { ...PLAIN, conditions: { ...PLAIN.conditions, weekdays: [0, 1, 2, 3, 4, 5, 6] } },
    '2,000원 깎아 드려요.',
    '₩2,000 off.',
  ],
  [
    FULL,
    '화·수요일 14:00~17:00에 15,000원 이상이고 만둣국이 있으면 다른 쿠폰과 함께 써도 10%(많아야 3,000원) 깎아 드리고, 한 분이 1번, 예산 100,000원까지 쓸 수 있어요.',
    '10% off (at most ₩3,000) on Tue·Wed 14:00–17:00 on a bill of ₩15,000 or more with 만둣국 also beside other coupons; once a person, until ₩100,000 is given.',
  ],
  [
    { ...PLAIN, conditions: { ...PLAIN.conditions, itemNames: ['국수'], weekdays: [1, 2, 3, 4, 5] } },
    '평일에 국수가 있으면 2,000원 깎아 드려요.',
    '₩2,000 off on weekdays with 국수.',
  ],
  [
    {
      ...PLAIN,
      kind: 'item',
      value: 1,
      itemName: '아메리카노',
      totalLimit: 50,
      conditions: {
        ...PLAIN.conditions,
        itemNames: ['국수', '만두'],
        dayparts: [{ fromMinute: 1_320, toMinute: 120 }],
      },
    },
    '22:00~다음 날 02:00에 국수, 만두 가운데 하나가 있으면 아메리카노 1개를 드리고, 모두 50번까지 쓸 수 있어요.',
    '1 아메리카노 free 22:00–02:00 the next day with one of 국수, 만두; 50 times in all.',
  ],
  [
    { ...PLAIN, conditions: { ...PLAIN.conditions, minSpendMinor: 9_000, weekdays: [6, 0] } },
    '주말에 9,000원 이상이면 2,000원 깎아 드려요.',
    '₩2,000 off at the weekend on a bill of ₩9,000 or more.',
  ],
];

describe("a coupon's conditions (OP-54)", () => {
  beforeAll(async () => {
    vi.stubGlobal('navigator', { language: 'ko-KR' });
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    await startI18n();
  });

  it.each(['ko', 'en'] as const)('are said in one sentence in %s', async (locale) => {
    await showLocale(locale);
    const words = { t: i18next.getFixedT(locale, 'loyalty'), format: createFormat({ ...place, locale }) };
    expect(CASES.map(([offer]) => sayOffer(offer, words))).toEqual(CASES.map((one) => one[locale === 'ko' ? 1 : 2]));
  });

  it('leave out a part of the day without both its hours, and end a day at 24:00', () => {
    const dayparts = [
      { id: 'a', from: '18:00', to: '00:00' },
      { id: 'b', from: '', to: '12:00' },
    ];
    expect(readConditions({ ...NO_CONDITIONS, dayparts }, 'amount').conditions.dayparts).toEqual([
      { fromMinute: 1_080, toMinute: 1_440 },
    ]);
    // What an item costs is not known when it is given: a budget would never stop it.
    expect(readConditions(NO_CONDITIONS, 'item').budgetMinor).toBeNull();
  });
});
