import { AppError } from '../../shared/errors.ts';
import type { EngineAnswer } from './engine.ts';
import { type QuestionContext, withMart } from './question.ts';
import type { QuestionLimits } from './reader.ts';

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
export function askAsAnalyst(
  context: QuestionContext,
  { workspaceId, sql, maxRows, ...limits }: { workspaceId: string; sql: string; maxRows: number } & QuestionLimits,
): Promise<AnalystAnswer> {
  return withMart(context, { workspaceId, ...limits }, async (engine) => {
    const { isSelect, names, problem } = await engine.readSelect(sql);
    if (problem !== undefined) throw unreadable(problem);
    if (!isSelect || names.some((name) => INWARD.test(name))) {
      throw new AppError('invalid_input', 'not one select of the mart', {
        userMessage: {
          ko: '분석 자료를 읽는 SELECT 문 하나만 실행할 수 있어요.',
          en: 'Only a single SELECT over the mart can be run.',
        },
      });
    }
    const answer = await engine.ask(sql, [], maxRows + 1).catch((error: unknown) => {
      throw error instanceof Error && OF_QUESTION.test(error.message) ? unreadable(error.message, error) : error;
    });
    return { ...answer, rows: answer.rows.slice(0, maxRows), isCut: answer.rows.length > maxRows };
  });
}

/** Mistakes that only show while it runs: text that is no number, a function that is not allowed. */
const OF_QUESTION = /^(conversion|binder|invalid input|out of range|permission|catalog)/i;

/** What tells of the engine and the machine it runs on. */
const INWARD = /^(duckdb|pragma)_/;

function unreadable(words: string, cause?: unknown): AppError {
  return new AppError('invalid_input', 'sql cannot be run', {
    cause,
    userMessage: { ko: `SQL을 실행할 수 없어요.\n${words}`, en: `The SQL cannot be run.\n${words}` },
    details: { issues: [{ path: 'body.sql', message: words }] },
  });
}
