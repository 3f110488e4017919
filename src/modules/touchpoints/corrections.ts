import type { Db } from '../../platform/db.ts';
import { findKnownPeople, type PersonClue } from '../customers/index.ts';
import { lockCorrected } from './store.ts';

/** Why a row may not put right what it names (OP-89). */
export type CorrectionProblem = 'corrects_nothing' | 'corrects_another_person' | 'corrected_already';

interface Correction {
  idempotencyKey: string;
  corrects?: string;
  person?: PersonClue;
}

/** What is known of a row that corrects: why it is refused, or whose it is when the event before it was somebody's. */
type Judged = { problem: CorrectionProblem } | { person?: PersonClue };

/**
 * Judges the rows that correct something, by their places: each has to name an event that is there, of the same person, and
 * that nothing else corrected before (a correction is corrected itself). One that says of nobody is the same person's.
 * Rows that correct nothing are left out. Runs inside the transaction that stores them; makes nobody known.
 */
export async function judgeCorrections(
  db: Db,
  input: { workspaceId: string; source: string; rows: readonly Correction[] },
): Promise<Map<number, Judged>> {
  const { workspaceId, source, rows } = input;
  const asked = rows.flatMap((row, index) =>
    row.corrects === undefined ? [] : [{ ...row, corrects: row.corrects, index }],
  );
  if (asked.length === 0) return new Map();
  const [events, known] = [
    await lockCorrected(db, workspaceId, [...new Set(asked.map(({ corrects }) => corrects))]),
    await findKnownPeople(db, { workspaceId, clues: asked.map(({ person }) => person ?? {}) }),
  ];
  const taken = new Map<string, string>();
  return new Map(
    asked.map(({ index, corrects, idempotencyKey, person }, at): [number, Judged] => {
      const event = events.get(corrects);
      if (!event) return [index, { problem: 'corrects_nothing' }];
      const own = `${source} ${idempotencyKey}`;
      // Sent again, it is the same correction.
      if ((event.correctedBy ?? taken.get(corrects) ?? own) !== own) return [index, { problem: 'corrected_already' }];
      const who = known[at];
      const { customerId } = event;
      if (customerId !== null && who !== 'nobody' && who !== customerId)
        return [index, { problem: 'corrects_another_person' }];
      taken.set(corrects, own);
      if (customerId === null) return [index, {}];
      return [index, { person: who === 'nobody' ? { customerId } : { ...person, customerId } }];
    }),
  );
}
