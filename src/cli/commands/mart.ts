import path from 'node:path';
import { buildMart } from '../../mart/index.ts';
import { exportTables, runSql } from '../../modules/insights/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { readText, withShop } from '../shop.ts';

export const martBuild: Command = {
  words: 'mart build',
  summary: { ko: '분석을 새로 고치기', en: 'bring the insights up to date' },
  positional: [],
  options: { full: 'flag', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, workspace, now }) => {
      const { workspaceId } = workspace;
      const built = await buildMart(context, { workspaceId, full: input.flags['full'] === true, now });
      const { builtAt, ...json } = built;
      const { orders, lines, customers, seconds } = built;
      const words =
        input.locale === 'ko'
          ? `주문 ${orders}건, ${lines}줄, 손님 ${customers}명을 ${seconds}초에 정리했어요.`
          : `${many(orders, 'order')}, ${many(lines, 'line')} and ${many(customers, 'person', 'people')} in ${seconds} s.`;
      return { json: { ...json, builtAt: builtAt.toISOString() }, text: words };
    }),
};

const DEFAULT_ROWS = 1_000;

export const martQuery: Command = {
  words: 'mart query',
  summary: { ko: '분석 자료에 SQL로 묻기 (SELECT 하나)', en: 'SQL over the mart: one SELECT, read-only' },
  positional: ['sql'],
  options: { workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor }) => {
      const answer = await runSql(context, actor, { sql: input.args['sql'] ?? '', maxRows: DEFAULT_ROWS });
      const lines = [answer.columns.map(({ name }) => name), ...answer.rows.map((row) => row.map(String))];
      return { json: answer, text: lines.map((line) => line.join('\t')).join('\n') };
    }),
};

export const martExport: Command = {
  words: 'mart export',
  summary: {
    ko: '분석 자료를 Parquet 파일로 내보내기 (--reason 까닭)',
    en: 'the whole mart as Parquet files in a folder (--reason WHY)',
  },
  positional: ['folder'],
  options: { reason: 'text', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, actor }) => {
      const reason = readText(input, 'reason')?.trim();
      if (!reason) {
        throw new AppError('wrong_usage', 'no reason', {
          userMessage: {
            ko: '왜 내보내는지 --reason으로 적어 주세요. 기록에 남아요.',
            en: 'Say why with --reason: it is kept in the log.',
          },
        });
      }
      const folder = path.resolve(input.args['folder'] ?? '');
      const files = await exportTables(context, actor, { folder, reason });
      const words =
        input.locale === 'ko'
          ? `${folder}에 파일 ${files.length}개를 썼어요.`
          : `${many(files.length, 'file')} in ${folder}.`;
      return { json: { folder, files }, text: words };
    }),
};
