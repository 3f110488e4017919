import { findSensitiveWords } from '../../../shared/health-words.ts';
import { FieldProblem, type TextField } from './field-readers.ts';

/**
 * What becomes of a note that says something of health, belief, politics or origin (PV-14): everybody sees the ordinary
 * note, and the protected place asks each person's own consent, so that a file cannot fill it. It is left out unless the
 * map says to keep it, and told either way; the words found are the problem's value.
 * Worked: `땅콩 알레르기` → note undefined, problem `note_sensitive` of `알레르기`; kept → the note, `note_sensitive_kept`.
 */
export function judgeNote(
  note: string,
  { field, isKept }: { field: Pick<TextField, 'column'>; isKept: boolean },
): { note: string | undefined; problem: FieldProblem | undefined } {
  const words = [...new Set(findSensitiveWords(note).map(({ word }) => word))].join(', ');
  if (words === '') return { note, problem: undefined };
  return {
    note: isKept ? note : undefined,
    problem: new FieldProblem(field, words, isKept ? 'note_sensitive_kept' : 'note_sensitive'),
  };
}
