import { reportRfm } from '../../modules/insights/index.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays } from '../../shared/time.ts';
import type { Command } from '../command.ts';
import { readText, withShop } from '../shop.ts';

const wrong = (ko: string, en: string) => new AppError('wrong_usage', en, { userMessage: { ko, en } });

function readDay(text: string): string {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text) && addDays(text, 0) === text) return text;
  } catch {
    // Said below, in words.
  }
  throw wrong('--as-of에는 2026-11-21 같은 날짜를 써 주세요.', '--as-of takes a date such as 2026-11-21.');
}

export const insightsRfm: Command = {
  words: 'insights rfm',
  summary: { ko: '최근성, 횟수, 금액 (--as-of 날짜)', en: 'recency, frequency, spend (--as-of DATE)' },
  positional: [],
  options: { 'as-of': 'text', gross: 'flag', frequency: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, today }) => {
      // Without a date: everything up to and including today.
      const asOf = readDay(readText(input, 'as-of') ?? addDays(today, 1));
      const frequency = readText(input, 'frequency') ?? 'visits';
      if (frequency !== 'visits' && frequency !== 'orders') {
        throw wrong('--frequency는 visits 아니면 orders예요.', '--frequency is visits or orders.');
      }
      const report = await reportRfm(db, actor, { asOf, gross: input.flags['gross'] === true, frequency });
      const { customers, revenue, recency, monetary } = report;
      const n = (value: number | null) => value?.toLocaleString('en') ?? '–';
      const often = report.frequency;
      const lines = [
        ...(input.locale === 'ko'
          ? [
              `${asOf} 전까지 손님 ${n(customers)}명, 매출 ${n(revenue)}`,
              `가운데값: 마지막 방문 ${n(recency.median)}일 전 · ${n(often.median)}번 (한 번만 ${n(often.once)}명) · ${n(monetary.median)}`,
            ]
          : [
              `${n(customers)} people before ${asOf}, revenue ${n(revenue)}`,
              `Medians: last visit ${n(recency.median)} days ago · ${n(often.median)} times (${n(often.once)} once) · ${n(monetary.median)}`,
            ]),
        ...Object.entries(report.segments).map(([segment, people]) => `  ${segment.padEnd(20)} ${people}`),
      ];
      return { json: report, text: lines.join('\n') };
    }),
};
