import { expect, it } from 'vitest';
import { closedMonthsOf } from '../../modules/insights/index.ts';
import { sayCohortRows, sayForecastLine, sayMenuRows } from './insights-words.ts';

it('a day ahead says its unit, its range and why it differs (MT-85, MT-89)', () => {
  const day = { date: '2026-12-25', mean: 84.2, low: 60, high: 101, reason: 'holiday' };
  const line = (series: string, locale: 'ko' | 'en') => sayForecastLine(day, { series, currency: 'KRW', locale });
  expect(line('orders', 'ko')).toBe('  2026-12-25  주문 84건쯤 (열에 여덟은 60–101)  공휴일');
  expect(line('sales', 'ko')).toContain('84원쯤 (열에 여덟은 60원–101원)');
  expect(line('covers', 'en')).toBe('  2026-12-25  about 84 guests (eight in ten 60–101)  public holiday');
  expect(line('마라탕', 'ko')).toContain('84개쯤');
  expect(sayForecastLine({ ...day, reason: undefined }, { series: 'orders', currency: 'KRW', locale: 'ko' })).toMatch(
    /\)$/,
  );
});

it('an item says its class in words, and what its star means only where there is one (MT-40)', () => {
  const item = { name: '마라탕', units: 120, margin: 5_200, class: 'star', costIsKnown: true };
  const how = { currency: 'KRW', locale: 'ko' } as const;
  expect(sayMenuRows([item], how)).toEqual(['  마라탕 · 120개 · 하나에 5,200원 남음 · 인기 있고 남아요']);
  const [line, star] = sayMenuRows([{ ...item, class: null, costIsKnown: false }], how);
  expect(line).toBe('  마라탕 · 120개 · 하나에 5,200원* 남음 · 견줄 수 없어요');
  expect(star).toMatch(/^\* 재료비를 적지 않은/);
});

it('cohorts say what their figures are, and nothing of nobody (MT-19)', () => {
  expect(sayCohortRows([], 'ko')).toEqual(['누구인지 아는 주문이 아직 없어요.']);
  const [head, line] = sayCohortRows([{ cohort: '2026-01', people: [12, 4, 3] }], 'en');
  expect(head).toContain('one, two … months later');
  expect(line).toBe('  2026-01: 12 people → 4 3');
  const rows = [{ cohort: '2026-06', people: [12, 0, 0, 3] }];
  expect(sayCohortRows(rows, 'ko', ['2026-07'])[1]).toBe('  2026-06: 12명 → 닫음 0 3');
  expect(closedMonthsOf([{ from: '2026-06-20', to: '2026-08-03' }])).toEqual(['2026-07']);
});
