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
      const lines = [
        `${asOf}: ${report.customers} · ${report.revenue}`,
        `R ${report.recency.median ?? '–'} · F ${report.frequency.median ?? '–'} (1: ${report.frequency.once}) · M ${report.monetary.median ?? '–'}`,
        ...Object.entries(report.segments).map(([segment, people]) => `  ${segment.padEnd(20)} ${people}`),
      ];
      return { json: report, text: lines.join('\n') };
    }),
};
