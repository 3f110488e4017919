import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { departments } from './departments.ts';
import type { Engine, EngineAnswer } from './engine.ts';
import { tokenKey } from './for-others.ts';
import { type QuestionContext, withMart } from './question.ts';
import type { QuestionLimits } from './reader.ts';
import { tables } from './tables.ts';

/** An answer to SQL that somebody wrote. */
export interface AnalystAnswer extends EngineAnswer {
  /** There were more rows than asked for. */
  isCut: boolean;
}

/**
 * Runs SQL that a person wrote: one SELECT, by the engine's own reading of it, on files that can only be read, without any way
 * to other files or the network, and stopped when it takes too long or too much.
 * @throws AppError invalid_input with the engine's words when it cannot be read | too_large
 */
export async function askAsAnalyst(
  context: QuestionContext,
  { workspaceId, sql, maxRows, ...limits }: { workspaceId: string; sql: string; maxRows: number } & QuestionLimits,
): Promise<AnalystAnswer> {
  return withMart(context, { workspaceId, ...limits }, (engine) => askSelect(engine, { sql, maxRows }));
}

/**
 * The same over what may leave the product (PV-70): ids are tokens, rare values are grouped. Tables are named as the list of
 * them names them, so that no question reaches behind it.
 * @throws AppError as askAsAnalyst does
 */
export async function askForOthers(
  context: QuestionContext & Pick<Context, 'secrets'>,
  { workspaceId, sql, maxRows, ...limits }: { workspaceId: string; sql: string; maxRows: number } & QuestionLimits,
): Promise<AnalystAnswer> {
  const key = tokenKey(context, workspaceId);
  return withMart(context, { workspaceId, ...limits, tokenKey: key }, (engine) =>
    askSelect(engine, { sql, maxRows, only: SHOWN }),
  );
}

/** What the page lists. */
const SHOWN: ReadonlySet<string> = new Set([...tables, ...departments].map(({ name }) => name));

async function askSelect(
  engine: Engine,
  { sql, maxRows, only }: { sql: string; maxRows: number; only?: ReadonlySet<string> },
): Promise<AnalystAnswer> {
  const read = await engine.readSelect(sql);
  if (read.problem !== undefined) throw unreadable(read.problem);
  if (!read.isSelect || read.names.some((name) => INWARD.test(name))) {
    throw new AppError('invalid_input', 'not one select of the mart', {
      userMessage: {
        ko: '분석 자료를 읽는 SELECT 문 하나만 실행할 수 있어요.',
        en: 'Only a single SELECT over the mart can be run.',
      },
    });
  }
  const outside = only && read.tables.find((name) => !only.has(name));
  if (outside !== undefined) {
    throw new AppError('invalid_input', 'not a table of the list', {
      userMessage: {
        ko: `파일로 받을 때는 아래 목록의 표를 그 이름 그대로만 쓸 수 있어요: ${outside}`,
        en: `A file can only hold the tables listed below, by the names they have there: ${outside}`,
      },
    });
  }
  const answer = await engine.ask(sql, [], maxRows + 1).catch((error: unknown) => {
    throw error instanceof Error && OF_QUESTION.test(error.message) ? unreadable(error.message, error) : error;
  });
  return { ...answer, rows: answer.rows.slice(0, maxRows), isCut: answer.rows.length > maxRows };
}

/** Mistakes that only show while it runs: text that is no number, a function that is not allowed. */
const OF_QUESTION = /^(conversion|binder|invalid input|out of range|permission|catalog)/i;

/** What tells of the engine and the machine it runs on, and what reads SQL out of a text that nobody has looked at. */
const INWARD = /^((duckdb|pragma|sqlite)_|pg_(?!typeof$)|(query|query_table|json_execute_serialized_sql)$)/;

function unreadable(words: string, cause?: unknown): AppError {
  return new AppError('invalid_input', 'sql cannot be run', {
    cause,
    userMessage: { ko: `SQL을 실행할 수 없어요.\n${words}`, en: `The SQL cannot be run.\n${words}` },
    details: { issues: [{ path: 'body.sql', message: words }] },
  });
}
