/** What is said of the person behind a row that is stored. */
import type { NobodyReason, ResolvedPerson } from '../../customers/index.ts';
import { noteOf, type RowIssue, saidOf } from './rows.ts';

/** The number of a row is somebody else's too (OP-04, OP-05): said to the program, decided by the shop. */
export const sharedNumberOf = (person: ResolvedPerson | undefined, locale: 'ko' | 'en', path = 'phone'): RowIssue[] =>
  person?.sharesNumber ? [noteOf('shared_number', path, locale)] : [];

/** Nobody could be told of a row that is stored: what it knows her by is several people's (OP-04). */
export const ofSeveral = (
  nobody: NobodyReason | null | undefined,
  { path, locale }: { path: string; locale: 'ko' | 'en' },
) => (nobody === 'ambiguous' ? [noteOf('nobody', path, locale)] : []);

/** What a row's answer has of its issues: nothing where there are none. */
export const issuesOf = (issues: readonly RowIssue[]) => (issues.length > 0 ? { issues: issues.map(saidOf) } : {});
