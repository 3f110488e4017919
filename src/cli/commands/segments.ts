import { readFile } from 'node:fs/promises';
import { countMembers, explainMember, momentOf, type Rule, zAskedRule } from '../../modules/segments/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import { ZOD_WORDS } from '../../shared/zod-words.ts';
import type { Command } from '../command.ts';
import { withShop } from '../shop.ts';

/** Reads a rule file. @throws AppError wrong_usage with what is wrong and where */
async function readRule(file: string, locale: 'ko' | 'en'): Promise<Rule> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AppError('wrong_usage', `${file} is no JSON file`, {
      cause,
      userMessage: {
        ko: `${file}에서 규칙을 읽을 수 없어요. JSON 파일인지 확인해 주세요.`,
        en: `${file} cannot be read as JSON.`,
      },
    });
  }
  const parsed = zAskedRule.safeParse(json, { error: ZOD_WORDS[locale] });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const list = issues.map((issue) => `${issue.path || 'rule'}: ${issue.message}`).join('; ');
  throw new AppError('wrong_usage', `the rule is not one: ${list}`, {
    userMessage: { ko: `규칙을 확인해 주세요. ${list}`, en: `Check the rule. ${list}` },
    details: { issues },
  });
}

export const segmentsCount: Command = {
  words: 'segments count',
  summary: { ko: '규칙에 맞는 손님 수', en: 'how many people meet a rule' },
  positional: ['rule'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, db, workspace, today, now }) => {
      const rule = await readRule(input.args['rule'] ?? '', input.locale);
      const { workspaceId } = workspace;
      const { hour } = await momentOf(db, workspaceId, now);
      const startedAt = performance.now();
      const { count } = await countMembers(context, { workspaceId, rule, today, hour });
      const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
      return { json: { count, tookMs }, text: input.locale === 'ko' ? `${count}명` : many(count, 'person', 'people') };
    }),
};

export const segmentsExplain: Command = {
  words: 'segments explain',
  summary: { ko: '한 분이 왜 그룹에 드는지', en: 'why one person is in a group or not' },
  positional: ['rule', 'customer'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, workspace, today, now }) => {
      const rule = await readRule(input.args['rule'] ?? '', input.locale);
      const customerId = input.args['customer'] ?? '';
      if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(customerId))
        throw new AppError('wrong_usage', 'the customer must be an id', {
          userMessage: {
            ko: '손님 id를 적어 주세요. dangol customers find로 볼 수 있어요.',
            en: 'Give the id of a person; dangol customers find shows them.',
          },
        });
      const { workspaceId } = workspace;
      const { hour } = await momentOf(db, workspaceId, now);
      const explained = await explainMember(db, { workspaceId, rule, today, hour, customerId });
      const lines = explained.facts.map(({ met, text }) => `${met ? '✓' : '–'} ${text[input.locale]}`);
      const head =
        input.locale === 'ko'
          ? explained.member
            ? '그룹에 들어요'
            : '그룹에 들지 않아요'
          : explained.member
            ? 'in the group'
            : 'not in the group';
      return { json: explained, text: [head, ...lines].join('\n') };
    }),
};
