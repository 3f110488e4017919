import { findHugeOrders, listClosures, REPEAT_MODELS, type RepeatModel } from '../../mart/index.ts';
import {
  closedMonthsOf,
  countMenu,
  MAX_HORIZON,
  measureMenu,
  RFM_SEGMENT_NAMES,
  RFM_SEGMENTS,
  reportBasket,
  reportCohorts,
  reportForecast,
  reportRepeat,
  reportRfm,
  sayCauses,
  sayCountedAsOne,
  sayForecastError,
  sayForecastPrice,
  sayForecastRenamed,
  sayForecastStopped,
  sayForecastTooFew,
  sayHugeOrder,
  sayHugeSales,
  sayMenu,
  sayMenuChanges,
  sayMonthError,
  sayMonthsTooFew,
  sayPair,
  sayPairs,
  sayTooRough,
  sayWrongClock,
} from '../../modules/insights/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays, daysBetween } from '../../shared/time.ts';
import type { Command } from '../command.ts';
import { readText, withShop } from '../shop.ts';
import { sayCohortRows, sayForecastLine, sayMenuRows } from './insights-words.ts';

const wrong = (ko: string, en: string) => new AppError('wrong_usage', en, { userMessage: { ko, en } });

function readDay(text: string, option = 'as-of'): string {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text) && addDays(text, 0) === text) return text;
  } catch {
    // Said below, in words.
  }
  throw wrong(`--${option}에는 2026-11-21 같은 날짜를 써 주세요.`, `--${option} takes a date such as 2026-11-21.`);
}

/** Before any shop's first sale. */
const FIRST_DAY = '1900-01-01';

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
      const huge = await findHugeOrders(db, {
        workspaceId: actor.workspaceId,
        from: FIRST_DAY,
        until: addDays(asOf, -1),
      });
      const lines = [
        ...(input.locale === 'ko'
          ? [
              `${asOf} 전까지 손님 ${n(customers)}명, 매출 ${n(revenue)}`,
              `가운데값: 마지막 방문 ${n(recency.median)}일 전 · ${n(often.median)}번 (한 번만 ${n(often.once)}명) · ${n(monetary.median)}`,
            ]
          : [
              `${many(customers, 'person', 'people')} before ${asOf}, revenue ${n(revenue)}`,
              `Medians: last visit ${n(recency.median)} days ago · ${n(often.median)} times (${n(often.once)} once) · ${n(monetary.median)}`,
            ]),
        ...(huge ? [sayHugeSales(huge)[input.locale]] : []),
        ...RFM_SEGMENTS.map(
          (segment) => `  ${n(report.segments[segment]).padStart(9)}  ${RFM_SEGMENT_NAMES[segment][input.locale]}`,
        ),
      ];
      return { json: report, text: lines.join('\n') };
    }),
};

const WARNINGS = {
  too_few_people: { ko: '손님이 200명보다 적어 아직 모릅니다.', en: 'Fewer than 200 people: not known yet.' },
  too_few_repeaters: {
    ko: '다시 온 손님이 50명보다 적어 아직 모릅니다.',
    en: 'Fewer than 50 people came again: not known yet.',
  },
  not_converged: {
    ko: '계산이 자리를 잡지 못해 숫자를 말하지 않아요.',
    en: 'The search did not settle: there are no figures to trust.',
  },
  degenerate: {
    ko: '손님들이 서로 다르지 않거나 떠나는 손님이 없어 이 모델로는 알 수 없어요.',
    en: 'People do not differ, or nobody leaves: this model cannot tell.',
  },
  no_dropout: {
    ko: '떠나는 손님이 백에 하나도 안 되는 것으로 나와, 누가 또 올지(P(alive)) 이 모델로는 가를 수 없어요.',
    en: 'Dropout is practically zero, fewer than one person in a hundred: P(alive) says nothing of anybody.',
  },
  sales_ended: {
    ko: '마지막 매출 뒤로 기록이 없어요. 오늘 누가 또 올지는 말하지 않아요.',
    en: 'There are no sales after the last one: nothing is to be predicted as of today.',
  },
  spend_unknown: {
    ko: '쓰신 금액이 서로 다르지 않거나 몇 건만 아주 커서, 앞으로 얼마를 쓰실지는 이 모델로 알 수 없어요.',
    en: 'Spend does not differ, or a few orders are huge: this model cannot tell what people will spend.',
  },
  holdout_off: {
    ko: '그 뒤의 실제 방문과 많이 달라요. 앞날을 재는 데 쓰지 마세요.',
    en: 'It misses what really happened afterwards: do not use it to look ahead.',
  },
} as const;

export const insightsRepeat: Command = {
  words: 'insights repeat',
  summary: {
    ko: '언제 다시 오는지 (--model bg-nbd --until 날짜)',
    en: 'when people buy again (--model bg-nbd --until DATE)',
  },
  positional: [],
  options: { model: 'text', unit: 'text', until: 'text', 'holdout-until': 'text', spend: 'flag', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, today }) => {
      const model = readText(input, 'model') ?? 'mbg-nbd';
      if (!REPEAT_MODELS.includes(model as RepeatModel)) {
        const known = REPEAT_MODELS.join(', ');
        throw wrong(`--model은 ${known} 가운데 하나예요.`, `--model is one of ${known}.`);
      }
      const unit = readText(input, 'unit') ?? 'week';
      if (unit !== 'day' && unit !== 'week') throw wrong('--unit은 day 아니면 week예요.', '--unit is day or week.');
      const holdoutUntil = readText(input, 'holdout-until');
      const until = readText(input, 'until');
      const report = await reportRepeat(db, actor, {
        model: model as RepeatModel,
        unit,
        until: readDay(until ?? today, 'until'),
        isAsOfToday: until === undefined,
        holdoutUntil: holdoutUntil === undefined ? undefined : readDay(holdoutUntil, 'holdout-until'),
        spend: input.flags['spend'] === true,
      });
      const { holdout, spend } = report;
      const n = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
      const params = (values: object) =>
        Object.entries(values).map(([name, value]) => `${name} ${Number(value).toFixed(4)}`);
      const ko = input.locale === 'ko';
      const lines = [
        ko
          ? `${report.model}: ${report.until}까지 손님 ${n(report.customers)}명, 다시 온 손님 ${n(report.repeaters)}명`
          : `${report.model}: until ${report.until} ${many(report.customers, 'person', 'people')}, ${n(report.repeaters)} came again`,
        ...report.warnings.map((warning) => `  ${WARNINGS[warning][input.locale]}`),
        ...(report.params && report.logLikelihood !== null
          ? [`  ${params(report.params).join('  ')}  LL ${report.logLikelihood.toFixed(3)}`]
          : []),
        ...(spend
          ? [`  ${params({ p: spend.p, q: spend.q, v: spend.v }).join('  ')}  LL ${spend.logLikelihood.toFixed(3)}`]
          : []),
        ...(holdout
          ? [
              (ko
                ? `  ${holdout.until}까지: 실제 ${n(holdout.actual)}번`
                : `  until ${holdout.until}: ${n(holdout.actual)} came`) +
                (holdout.expected === null || holdout.mae === null
                  ? ''
                  : ko
                    ? `, 예상 ${n(holdout.expected)}번 (한 분에 ±${n(holdout.mae)})`
                    : `, ${n(holdout.expected)} expected (±${n(holdout.mae)} a person)`),
            ]
          : []),
      ];
      return { json: report, text: lines.join('\n') };
    }),
};

function readShare(text: string | undefined, option: string): number {
  const share = Number(text);
  if (text !== undefined && share > 0 && share <= 1) return share;
  throw wrong(
    `--${option}에는 0과 1 사이 숫자를 써 주세요. 예: 0.01`,
    `--${option} takes a number between 0 and 1, such as 0.01.`,
  );
}

const DEFAULT_MAX_LENGTH = '10';
/** New names told of one report. */
const SAID_NAMES = 5;
export const insightsBasket: Command = {
  words: 'insights basket',
  summary: { ko: '함께 팔리는 메뉴 (--min-support 0.01)', en: 'what sells together (--min-support 0.01)' },
  positional: [],
  options: {
    'min-support': 'text',
    'min-confidence': 'text',
    'max-length': 'text',
    from: 'text',
    until: 'text',
    workspace: 'text',
  },
  run: (input) =>
    withShop(input, async ({ db, actor, today }) => {
      const maxLength = Number(readText(input, 'max-length') ?? DEFAULT_MAX_LENGTH);
      if (!Number.isInteger(maxLength) || maxLength < 1)
        throw wrong('--max-length는 1보다 큰 정수예요.', '--max-length is a whole number from 1.');
      const report = await reportBasket(db, actor, {
        minSupport: readShare(readText(input, 'min-support') ?? '0.01', 'min-support'),
        minConfidence: readShare(readText(input, 'min-confidence') ?? '0.3', 'min-confidence'),
        maxLength,
        from: readDay(readText(input, 'from') ?? FIRST_DAY, 'from'),
        until: readDay(readText(input, 'until') ?? today, 'until'),
      });
      const n = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
      const ko = input.locale === 'ko';
      const lines = [
        ko
          ? `주문 ${n(report.transactions)}건, 함께 산 묶음 ${n(report.itemsets.total)}개, 규칙 ${n(report.rules.total)}개`
          : `${many(report.transactions, 'order')}, ${many(report.itemsets.total, 'itemset')}, ${many(report.rules.total, 'rule')}`,
        sayPairs({ ...report, pairs: report.pairs.length, n: report.transactions })[input.locale],
        ...report.renamed.slice(0, SAID_NAMES).map((one) => sayCountedAsOne(one)[input.locale]),
        ...report.pairs.slice(0, 10).map(({ items: [a = '', b = ''], count, lift, liftAtSize }) => {
          const saying = sayPair({
            a,
            b,
            lift,
            count,
            n: report.transactions,
            isFound: true,
            ...(liftAtSize === null ? {} : { liftAtSize }),
          });
          return `  ${saying[input.locale]}`;
        }),
      ];
      return { json: report, text: lines.join('\n') };
    }),
};

/** Four weeks, so that every weekday counts the same and a single bad day little. */
const MENU_DAYS = 28;
const DEFAULT_HORIZON = { day: '14', month: '12' } as const;

export const insightsForecast: Command = {
  words: 'insights forecast',
  summary: {
    ko: '다음 날들의 매출, 주문, 인원, 메뉴 (--series sales|orders|covers|메뉴)',
    en: 'the coming days (--series sales|orders|covers|ITEM)',
  },
  positional: [],
  options: { series: 'text', unit: 'text', until: 'text', horizon: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, workspace, today }) => {
      const unit = readText(input, 'unit') ?? 'day';
      if (unit !== 'day' && unit !== 'month') throw wrong('--unit은 day 아니면 month예요.', '--unit is day or month.');
      const horizon = Number(readText(input, 'horizon') ?? DEFAULT_HORIZON[unit]);
      const max = MAX_HORIZON[unit];
      if (!Number.isInteger(horizon) || horizon < 1 || horizon > max)
        throw wrong(`--horizon은 1부터 ${max}까지예요.`, `--horizon is a number of ${unit}s from 1 to ${max}.`);
      const series = readText(input, 'series') ?? 'sales';
      const report = await reportForecast(db, actor, {
        series,
        // Today is not over: it would teach that the shop is empty.
        until: readDay(readText(input, 'until') ?? addDays(today, -1), 'until'),
        horizon,
        unit,
      });
      const { wape, coverage, days } = report.backtest;
      const naive =
        report.candidates.find(({ method }) => method === 'last_week' || method === 'last_year')?.wape ?? null;
      const said = report.salesEndedOn
        ? sayForecastStopped({ lastSaleOn: report.salesEndedOn })
        : report.method === 'too_few'
          ? unit === 'month'
            ? sayMonthsTooFew(report.months)
            : sayForecastTooFew(report)
          : unit === 'month'
            ? sayMonthError({ wape, naive, n: days, coverage, horizon })
            : report.isRough
              ? sayTooRough({ name: series, wape })
              : sayForecastError({ wape, naive, lastWeek: null, days, coverage, series });
      const head = said[input.locale];
      const causeOf = new Map(report.causes.map(({ date, reason }) => [date, reason]));
      const { currency } = workspace;
      // Its numbers stay in the JSON, with how far they were off.
      const shown = report.isRough ? [] : report.forecast;
      const lines = shown.map((day) =>
        sayForecastLine({ ...day, reason: causeOf.get(day.date) }, { series, currency, locale: input.locale }),
      );
      const { renamed, priceChanged } = report;
      const told = [
        ...sayCauses(report.causes.filter(({ reason }) => reason === 'outlier')),
        ...(renamed ? [sayForecastRenamed(renamed)] : []),
        ...(priceChanged ? [sayForecastPrice(priceChanged, currency)] : []),
      ];
      return { json: report, text: [head, ...told.map((one) => one[input.locale]), ...lines].join('\n') };
    }),
};

export const insightsMenu: Command = {
  words: 'insights menu',
  summary: { ko: '메뉴의 인기와 남는 돈 (최근 28일)', en: 'menu: popularity against margin (last 28 days)' },
  positional: [],
  options: { from: 'text', until: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, workspace, today }) => {
      const until = readDay(readText(input, 'until') ?? today, 'until');
      const from = readDay(readText(input, 'from') ?? addDays(until, 1 - MENU_DAYS), 'from');
      const { rows, huge } = await measureMenu(db, actor, { from, until });
      const head = sayMenu({ ...countMenu(rows), days: daysBetween(from, addDays(until, 1)) })[input.locale];
      const text = sayMenuRows(rows, { currency: workspace.currency, locale: input.locale });
      const apart = huge ? [sayHugeOrder(huge)[input.locale]] : [];
      const { said } = await sayMenuChanges(db, {
        workspaceId: actor.workspaceId,
        until,
        currency: workspace.currency,
      });
      const changes = said.map(({ saying }) => saying[input.locale]);
      return { json: rows, text: [head, ...apart, ...changes, ...text].join('\n') };
    }),
};

export const insightsCohorts: Command = {
  words: 'insights cohorts',
  summary: { ko: '처음 온 달마다 다시 온 손님 수', en: 'people who came back, by month of their first visit' },
  positional: [],
  options: { until: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, today }) => {
      const until = readDay(readText(input, 'until') ?? today, 'until');
      const { cohorts: rows, setApart } = await reportCohorts(db, actor, { until });
      const closedMonths = closedMonthsOf(await listClosures(db, actor.workspaceId));
      const lines = sayCohortRows(rows, input.locale, closedMonths);
      const told = setApart ? [sayWrongClock(setApart)[input.locale]] : [];
      return { json: rows, text: [...told, ...lines].join('\n') };
    }),
};
