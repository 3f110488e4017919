import {
  countAudience,
  countAudienceColumnar,
  explainAudience,
  findResolvedRule,
  findShopFacts,
  listAudience,
  type Scope,
} from '../../../mart/index.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import type { MemberFact, Rule } from '../contract.ts';
import { findNames, sayFacts } from '../names.ts';
import { toFact } from './shown.ts';

/** A group, and the business day and hour at which it is looked at. */
export interface Question extends Scope {
  rule: Rule;
}

/** A question with the rules of the groups inside it in their places. */
export async function resolved({ rule, ...scope }: Question, db: Db) {
  return { ...scope, rule: await findResolvedRule(db, { workspaceId: scope.workspaceId, rule }) };
}

/** Ids of the people in a group as it is now, in ascending order; for plays, which check each of them before sending. */
export async function listMembers(db: Db, question: Question): Promise<string[]> {
  return listAudience(db, await resolved(question, db));
}

/** From here on a walk through each person's orders takes longer than anybody waits for a number. */
const LARGE_SHOP_PEOPLE = 50_000;

/**
 * How many are in a group, and how many of them advertising e-mail may reach. In a large shop the columnar mart counts, where
 * it keeps what the rule asks for; PostgreSQL does otherwise, and where the mart cannot answer.
 */
export async function countMembers(
  context: Context,
  question: Question,
  signal?: AbortSignal,
): ReturnType<typeof countAudience> {
  const db = context.database.of(question.workspaceId);
  const asked = await resolved(question, db);
  const facts = await findShopFacts(db, question.workspaceId);
  if (facts && facts.customers >= LARGE_SHOP_PEOPLE) {
    try {
      const counted = await countAudienceColumnar(context, asked, signal);
      if (counted) return counted;
    } catch (error) {
      signal?.throwIfAborted();
      const code = error instanceof AppError ? error.code : 'internal';
      context.log.warn({ code }, 'the columnar mart could not count a group; PostgreSQL does');
    }
  }
  return countAudience(db, asked, signal);
}

/** Why somebody is in a group or not: each condition with her own value and in words. @throws AppError not_found */
export async function explainMember(
  db: Db,
  question: Question & { customerId: string },
): Promise<{ member: boolean; facts: MemberFact[] }> {
  const { customerId, ...asked } = question;
  const [{ member, facts }, names] = await Promise.all([
    explainAudience(db, { ...(await resolved(asked, db)), customerId }),
    findNames(db, question.workspaceId, [question.rule]),
  ]);
  return { member, facts: sayFacts(facts.map(toFact), names) };
}
