import { refitForecastNow, refitNow, reportRhythm, saySalesEnd } from '../../modules/insights/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { readText, withShop } from '../shop.ts';

const DEFAULT_PEOPLE = '1000';

type Rhythm = Awaited<ReturnType<typeof reportRhythm>>['people'][number];

const STATES: Readonly<Record<string, { ko: string; en: string }>> = {
  on_rhythm: { ko: '평소대로', en: 'as usual' },
  due: { ko: '조금 늦으세요', en: 'a little late' },
  watch: { ko: '뜸해졌어요', en: 'slipping away' },
  lapsed: { ko: '쉬고 계세요', en: 'resting' },
};

/** A person's line: visits, interval, state and the day of the next visit with the range that holds nine in ten; what is not known is not said. */
const RHYTHM: Readonly<Record<'ko' | 'en', (person: Rhythm) => string[]>> = {
  ko: ({ visits, intervalDays, state, expectedNextOn, expectedFromOn, expectedToOn }) => [
    `방문 ${visits}번`,
    ...(intervalDays === null ? [] : [`${intervalDays.toFixed(1)}일마다`]),
    STATES[state ?? '']?.ko ?? '주기는 아직 모름',
    ...(expectedNextOn === null ? [] : [`다음 방문 ${expectedNextOn}쯤 (${expectedFromOn} … ${expectedToOn})`]),
  ],
  en: ({ visits, intervalDays, state, expectedNextOn, expectedFromOn, expectedToOn }) => [
    many(visits, 'visit'),
    ...(intervalDays === null ? [] : [`every ${intervalDays.toFixed(1)} days`]),
    STATES[state ?? '']?.en ?? 'no rhythm known yet',
    ...(expectedNextOn === null ? [] : [`next around ${expectedNextOn} (${expectedFromOn} … ${expectedToOn})`]),
  ],
};

export const insightsRhythm: Command = {
  words: 'insights rhythm',
  summary: { ko: '손님마다의 주기와 다음 방문 (--limit 수)', en: "each one's rhythm and next visit (--limit N)" },
  positional: [],
  options: { limit: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, today }) => {
      const limit = Number(readText(input, 'limit') ?? DEFAULT_PEOPLE);
      if (!Number.isInteger(limit) || limit < 1) {
        throw new AppError('wrong_usage', '--limit is a whole number from 1.', {
          userMessage: { ko: '--limit은 1보다 큰 정수예요.', en: '--limit is a whole number from 1.' },
        });
      }
      const { people, allPeople, end, isFitted } = await reportRhythm(db, actor, { today, limit });
      const [first, all] = [people.length.toLocaleString('en'), allPeople];
      const head =
        people.length === allPeople
          ? []
          : [
              input.locale === 'ko'
                ? `처음 ${first}명 / 모두 ${all.toLocaleString('en')}명 (--limit)`
                : `the first ${first} of ${many(all, 'person', 'people')} (--limit)`,
            ];
      const ended = end ? [saySalesEnd(end)[input.locale]] : [];
      const waiting =
        isFitted || end || people.length === 0
          ? []
          : [
              input.locale === 'ko'
                ? '다음 방문은 아직 계산하지 않았어요. 켜 둔 서버가 매일 밤 계산하고, insights refit으로 지금 계산할 수 있어요.'
                : 'Next visits are not worked out yet: the running server does it every night, or now with insights refit.',
            ];
      const text = people.map((person) => `${person.customerId}  ${RHYTHM[input.locale](person).join(' · ')}`);
      return { json: people, text: [...ended, ...waiting, ...head, ...text].join('\n') };
    }),
};

export const insightsRefit: Command = {
  words: 'insights refit',
  summary: { ko: '모델을 새로 맞추고 시험하기', en: 'fit the models anew and test them' },
  positional: [],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const people = await refitNow(db, actor, now);
      const forecast = await refitForecastNow(db, actor, now);
      const { model, warnings, sentences, result } = people;
      const { spread: _spread, fit: _fit, ...tested } = result;
      const orders = forecast.daily.orders;
      return {
        json: {
          people: { model, warnings, ...tested, sentences: sentences.map(({ text }) => text) },
          forecast: {
            method: orders?.method ?? 'too_few',
            backtest: orders?.backtest ?? null,
            seconds: forecast.seconds,
          },
        },
        text: sentences.map(({ text }) => text).join('\n'),
      };
    }),
};
