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
    const read = await engine.readStatement(sql).catch((error: unknown) => {
      throw unreadable(error);
    });
    if (read.statements !== 1 || !read.isSelect) {
      throw new AppError('invalid_input', 'not one select', {
        userMessage: {
          ko: 'SELECT 문 하나만 실행할 수 있어요.',
          en: 'Only a single SELECT can be run.',
        },
      });
    }
    const answer = await engine.ask(sql, [], maxRows + 1).catch((error: unknown) => {
      throw isOfQuestion(error) ? unreadable(error) : error;
    });
    return { ...answer, rows: answer.rows.slice(0, maxRows), isCut: answer.rows.length > maxRows };
  });
}

/** Mistakes that only show while it runs: text that is no number, a function that is not allowed. */
const isOfQuestion = (error: unknown) =>
  error instanceof Error && /^(conversion|binder|invalid input|out of range|permission|catalog)/i.test(error.message);

function unreadable(cause: unknown): AppError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new AppError('invalid_input', 'sql cannot be run', {
    cause,
    userMessage: { ko: `SQL을 실행할 수 없어요.\n${words}`, en: `The SQL cannot be run.\n${words}` },
    details: { issues: [{ path: 'body.sql', message: words }] },
  });
}
