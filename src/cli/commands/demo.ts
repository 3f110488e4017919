import { openContext } from '../../app/context.ts';
import { askForDays, createDemo, findDemo, getTruth, readBrought, runDemoWork } from '../../modules/demo/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command, CommandInput } from '../command.ts';

const MAX_DAYS = 366;

function readDays(text: string): number {
  const days = Number(/^(\d{1,3})d?$/.exec(text)?.[1]);
  if (days >= 1 && days <= MAX_DAYS) return days;
  throw new AppError('wrong_usage', `not a number of days: ${text}`, {
    userMessage: { ko: `며칠인지 14d처럼 적어 주세요: ${text}`, en: `Give the days like 14d, not ${text}.` },
  });
}

function readSeed(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (typeof text === 'string' && /^\d{1,9}$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new AppError('wrong_usage', 'the seed is a whole number', {
    userMessage: { ko: '--seed에는 0 이상의 정수를 적어 주세요.', en: 'Give a whole number from 0 for --seed.' },
  });
}

async function runWork(context: Parameters<typeof runDemoWork>[0], workspaceId: string, input: CommandInput) {
  const words = input.locale === 'ko' ? '데모 가게' : 'Demo shop';
  return runDemoWork(context, workspaceId, { onProgress: (_state, doneShare) => input.progress(words, doneShare) });
}

export const demoAdvance: Command = {
  words: 'demo advance',
  summary: { ko: '데모 가게의 다음 날들 보기 (예: 14d)', en: "let the demo shop's next days happen (e.g. 14d)" },
  positional: ['days'],
  options: { seed: 'text' },
  async run(input) {
    const days = readDays(input.args['days'] ?? '');
    const seed = readSeed(input.flags['seed']);
    const { context, close } = await openContext(input.config);
    try {
      const workspaceId = await createDemo(context, { seed });
      await runWork(context, workspaceId, input);
      const work = await askForDays(context, workspaceId, days);
      if (!work) throw new AppError('conflict', 'the demo shop is at work in another process');
      await runWork(context, workspaceId, input);
      // Where the server runs too, its worker may have let the days happen: what they brought is counted, not what this run did.
      const { orders, people } = await readBrought(context.database.of(workspaceId), workspaceId, work);
      return {
        json: { ...work, orders, people },
        text:
          input.locale === 'ko'
            ? `${work.from}부터 ${work.to}까지: 주문 ${orders}건, 새 손님 ${people}명`
            : `${work.from} to ${work.to}: ${many(orders, 'order')}, ${many(people, 'new person', 'new people')}`,
      };
    } finally {
      await close();
    }
  },
};

export const demoTruth: Command = {
  words: 'demo truth',
  summary: {
    ko: '데모 실행안의 실제 효과 (시뮬레이션이 아는 값)',
    en: "a demo play's true effect, as the simulation knows it",
  },
  positional: ['play'],
  options: {},
  async run({ config, args, locale }) {
    const { context, close } = await openContext(config);
    try {
      const workspaceId = await findDemo(context);
      if (!workspaceId) throw new AppError('not_found', 'no demo shop');
      const truth = await getTruth(context, workspaceId, args['play'] ?? '');
      const points = (truth.incrementalConversionRate * 100).toFixed(1);
      return {
        json: truth,
        text:
          locale === 'ko'
            ? `${truth.fromDay}–${truth.toDay}: 다녀가신 비율 +${points}%p, 한 분당 ${Math.round(truth.incrementalSpendPerHeadMinor)}원`
            : `${truth.fromDay}–${truth.toDay}: conversion +${points} points, ${Math.round(truth.incrementalSpendPerHeadMinor)} won a head`,
      };
    } finally {
      await close();
    }
  },
};
