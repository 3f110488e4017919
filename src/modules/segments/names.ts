import { findRuleNames } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';
import { getRecentWorkspace, wordsOfShop } from '../workspace/index.ts';
import type { MemberFact, Rule } from './contract.ts';
import { describeFact, type Names } from './sentence/index.ts';

/** What everything in some rules is called in this shop. */
export async function findNames(db: Db, workspaceId: string, rules: readonly Rule[]): Promise<Names> {
  const [workspace, names] = await Promise.all([
    getRecentWorkspace(db, workspaceId),
    findRuleNames(db, { workspaceId, rules }),
  ]);
  return {
    ...names,
    currency: workspace.currency,
    people: { ko: wordsOfShop(workspace, 'ko').customer, en: wordsOfShop(workspace, 'en').customers },
  };
}

type Fact = Pick<MemberFact, 'condition' | 'met' | 'value'>;

/** Facts with their words. */
export function sayFacts(facts: readonly Fact[], names: Names): MemberFact[] {
  return facts.map((fact) => ({ ...fact, text: describeFact(fact, names) }));
}
