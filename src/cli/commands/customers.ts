import { findCustomers, getCustomer } from '../../modules/customers/index.ts';
import { getPersonInsight } from '../../modules/insights/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
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

export const customersShow: Command = {
  words: 'customers show',
  summary: { ko: '한 분 보기 (가려서)', en: 'one person, masked' },
  positional: ['id'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, actor, now }) => {
      const id = input.args['id'] ?? '';
      if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id))
        throw new AppError('wrong_usage', `not an id: ${id.length} characters`, {
          userMessage: {
            ko: '손님 id를 적어 주세요. dangol customers find로 볼 수 있어요.',
            en: 'Give the id of a person; dangol customers find shows them.',
          },
        });
      const customer = await getCustomer(db, actor, id, now);
      const insight = await getPersonInsight(db, actor, id, { here: false, now });
      const contacts = customer.contactPoints.map((point) => `  ${point.kind} ${point.valueMasked}`);
      return { json: { ...customer, insight }, text: [customer.name, insight.sentence.text, ...contacts].join('\n') };
    }),
};
