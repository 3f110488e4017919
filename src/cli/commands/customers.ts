import {
  findCustomers,
  findDuplicates,
  getCustomer,
  mergeCustomers,
  unmergeCustomers,
} from '../../modules/customers/index.ts';
import { getPersonInsight } from '../../modules/insights/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command, CommandInput } from '../command.ts';
import { readText, withShop } from '../shop.ts';

const MAX_FOUND = 50;

export const customersFind: Command = {
  words: 'customers find',
  summary: { ko: '이름, 초성, 번호로 손님 찾기', en: 'people by name, number, e-mail or id' },
  positional: ['text'],
  options: { limit: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const limit = Number(readText(input, 'limit') ?? 20);
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_FOUND) {
        throw new AppError('wrong_usage', `--limit must be 1 to ${MAX_FOUND}`, {
          userMessage: { ko: `--limit는 1부터 ${MAX_FOUND}까지예요.`, en: `--limit must be 1 to ${MAX_FOUND}.` },
        });
      }
      const { customers, tookMs } = await findCustomers(db, actor, { q: input.args['text'] ?? '', limit, now });
      const none = input.locale === 'ko' ? '찾는 분이 없어요.' : 'Nobody found.';
      const lines = customers.map((one) =>
        [one.customerId, one.name, one.phoneMasked ?? '', one.lastVisitedOn ?? '', String(one.visits)].join('\t'),
      );
      return {
        json: { customers: customers.map(({ customerId, ...one }) => ({ id: customerId, ...one })), tookMs },
        text: lines.length > 0 ? lines.join('\n') : none,
      };
    }),
};

function readId(input: CommandInput, name: string): string {
  const id = input.args[name] ?? '';
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id)) return id;
  throw new AppError('wrong_usage', `not an id: ${id.length} characters`, {
    userMessage: {
      ko: 'id를 적어 주세요. 손님 id는 dangol customers find로, 합친 기록은 dangol customers merge가 알려 줘요.',
      en: 'Give an id; dangol customers find shows those of people, dangol customers merge that of a merge.',
    },
  });
}

const noSuchCustomer = (cause: AppError) =>
  new AppError('not_found', 'no such customer', {
    cause,
    userMessage: {
      ko: '이 id인 손님이 없어요. dangol customers find로 id를 찾아 주세요.',
      en: 'No customer has this id. Look for it with dangol customers find.',
    },
  });

export const customersShow: Command = {
  words: 'customers show',
  summary: { ko: '한 분 보기 (가려서)', en: 'one person, masked' },
  positional: ['id'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const id = readId(input, 'id');
      const customer = await getCustomer(db, actor, id, now).catch((cause: unknown) => {
        throw cause instanceof AppError && cause.code === 'not_found' ? noSuchCustomer(cause) : cause;
      });
      const insight = await getPersonInsight(db, actor, id, { here: false, now });
      const contacts = customer.contactPoints.map((point) => `  ${point.kind} ${point.valueMasked}`);
      return { json: { ...customer, insight }, text: [customer.name, insight.sentence.text, ...contacts].join('\n') };
    }),
};

const REASON_WORDS: Readonly<Record<string, { ko: string; en: string }>> = {
  name: { ko: '이름', en: 'name' },
  given: { ko: '이름', en: 'given name' },
  family: { ko: '성', en: 'family name' },
  birth: { ko: '생년월일', en: 'birth date' },
  mobile: { ko: '휴대폰', en: 'mobile' },
  sharedPhone: { ko: '전화', en: 'phone' },
  email: { ko: '이메일', en: 'e-mail' },
  address: { ko: '주소', en: 'address' },
  area: { ko: '지역', en: 'area' },
  third: { ko: '같은 다른 기록', en: 'the same third record' },
};

export const customersDuplicates: Command = {
  words: 'customers duplicates',
  summary: { ko: '같은 분 같은 기록 찾기', en: 'records that are likely one person' },
  positional: [],
  options: { 'min-score': 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const text = readText(input, 'min-score');
      const minScore = text === undefined ? undefined : Number(text);
      if (minScore !== undefined && !(minScore > 0 && minScore <= 1)) {
        throw new AppError('wrong_usage', '--min-score must be above 0 and at most 1', {
          userMessage: { ko: '--min-score는 0보다 크고 1 이하예요.', en: '--min-score must be above 0 and at most 1.' },
        });
      }
      const { pairs, candidates, tookMs } = await findDuplicates(db, actor, { minScore, now });
      const none = input.locale === 'ko' ? '겹치는 손님이 없어요.' : 'No likely duplicates.';
      const lines = pairs.map(({ a, b, externalA, externalB, score, reasons }) => {
        const words = reasons
          .filter(({ bits, field }) => bits > 0 || field === 'third')
          .map(({ field }) => REASON_WORDS[field]?.[input.locale] ?? field);
        // The ids that `customers merge` takes, and what the shop's own files call the two.
        const known = [externalA, externalB].map((one) => one ?? '-').join(' / ');
        return [score.toFixed(4), a, b, externalA || externalB ? known : '', words.join(', ')].join('\t');
      });
      return {
        json: {
          pairs: pairs.map((pair) => ({
            ...pair,
            reasons: pair.reasons.map(({ field, level }) => `${field}:${level}`),
          })),
          candidates,
          tookMs,
        },
        text: lines.length > 0 ? lines.join('\n') : none,
      };
    }),
};

export const customersMerge: Command = {
  words: 'customers merge',
  summary: { ko: '두 번째 분을 첫 번째 분에 합치기', en: 'the second person becomes one with the first' },
  positional: ['a', 'b'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const merge = await mergeCustomers(db, actor, { into: readId(input, 'a'), from: readId(input, 'b'), now });
      const text =
        input.locale === 'ko'
          ? `합쳤어요. 되돌리려면: dangol customers unmerge ${merge.mergeId}`
          : `Merged. To take it back: dangol customers unmerge ${merge.mergeId}`;
      return { json: merge, text };
    }),
};

export const customersUnmerge: Command = {
  words: 'customers unmerge',
  summary: { ko: '합친 것을 되돌리기', en: 'takes a merge back' },
  positional: ['merge'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const merge = await unmergeCustomers(db, actor, readId(input, 'merge'), now);
      return { json: merge, text: input.locale === 'ko' ? '다시 두 분이 됐어요.' : 'They are two people again.' };
    }),
};
