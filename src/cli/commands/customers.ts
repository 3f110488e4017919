import {
  alreadyOne,
  findCustomers,
  findDuplicates,
  findIdsByExternalId,
  getCustomer,
  mergeCustomers,
  unmergeCustomers,
} from '../../modules/customers/index.ts';
import { getPersonInsight } from '../../modules/insights/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { isId } from '../../shared/ids.ts';
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
  if (isId(id)) return id;
  throw new AppError('wrong_usage', `not an id: ${id.length} characters`, {
    userMessage: {
      ko: 'id를 적어 주세요. dangol customers merge가 합친 기록의 id를 알려 줘요.',
      en: 'Give the id that dangol customers merge printed.',
    },
  });
}

/** A person by our id, or by the one that the shop's own files have for her. */
async function readPerson(input: CommandInput, name: string, { db, actor }: { db: Db; actor: Actor }): Promise<string> {
  const text = input.args[name] ?? '';
  if (isId(text)) return text;
  const [found, another] = await findIdsByExternalId(db, actor, text);
  if (found !== undefined && another === undefined) return found;
  throw another === undefined
    ? noSuchCustomer()
    : new AppError('conflict', 'several people have this id', {
        userMessage: {
          ko: '이 번호를 쓰는 분이 여럿이에요. dangol customers find가 보여 주는 id로 적어 주세요.',
          en: 'Several people have this number. Give the id that dangol customers find shows.',
        },
      });
}

const noSuchCustomer = (cause?: AppError) =>
  new AppError('not_found', 'no such customer', {
    ...(cause ? { cause } : {}),
    userMessage: {
      ko: '이 id나 고객 번호인 손님이 없어요. dangol customers find로 찾아 주세요.',
      en: 'No customer has this id or number. Look for it with dangol customers find.',
    },
  });

export const customersShow: Command = {
  words: 'customers show',
  summary: { ko: '한 분 보기 (가려서)', en: 'one person, masked' },
  positional: ['id'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const id = await readPerson(input, 'id', { db, actor });
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
  summary: {
    ko: '두 기록을 한 분으로 합치기 (첫 번째가 남아요)',
    en: 'make two records one person; the first is kept',
  },
  positional: ['a', 'b'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const into = await readPerson(input, 'a', { db, actor });
      const from = await readPerson(input, 'b', { db, actor });
      // Two numbers of the shop's own that name one person since a merge.
      if (into === from && input.args['a'] !== input.args['b']) throw alreadyOne();
      const merge = await mergeCustomers(db, actor, { into, from, now });
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
