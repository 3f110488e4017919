import type { Db } from '../../platform/db.ts';
import { listAlimtalkVariables, tellsOfPoints } from './rules/index.ts';
import { findTemplate } from './store/templates.ts';
import { problemsOf } from './template-problems.ts';

/** An AlimTalk template, as whoever sends information with it has to know it. */
export interface InfoTemplate {
  templateId: string;
  name: string;
  body: string;
  /** `#{…}` in the order of the text. */
  variables: string[];
  /** Tells of points: only to people who agreed to their terms (AD-41). */
  about: 'points' | '';
  /** Kakao has approved the very text that stands here (AD-43). */
  isApproved: boolean;
  /**
   * What a text that is made from it breaks: the rule, and the words or the line that is missing. Where its author said why
   * words that look like advertising are none (AD-04), what the template itself breaks is excused.
   */
  problemsOf(text: string): { rule: string; detail: string }[];
}

/** The AlimTalk template of this id; undefined for none, and for one of another channel or of advertising (AD-40). */
export async function findInfoTemplate(
  db: Db,
  input: { workspaceId: string; templateId: string; onDay: string },
): Promise<InfoTemplate | undefined> {
  const row = await findTemplate(db, input.workspaceId, input.templateId);
  if (!row || row.channel !== 'kakao' || row.class === 'ad') return undefined;
  const broken = (body: string) => problemsOf({ channel: row.channel, class: row.class, body }, input.onDay);
  const excused = new Set(row.justification === '' ? [] : broken(row.body).map(({ detail }) => detail));
  return {
    templateId: row.templateId,
    name: row.name,
    body: row.body,
    variables: listAlimtalkVariables(row.body),
    about: row.about === 'points' || tellsOfPoints(row.body) ? 'points' : '',
    isApproved: row.reviewState === 'approved' && (row.providerText === '' || row.providerText === row.body),
    problemsOf: (text) => broken(text).filter(({ detail }) => !excused.has(detail)),
  };
}
