import { findRuleNames } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';
import { getRecentWorkspace, PACKS } from '../workspace/index.ts';
import type { MemberFact, Rule } from './contract.ts';
import { describeFact, type Names } from './sentence/index.ts';

/** What everything in some rules is called in this shop. */
export async function findNames(db: Db, workspaceId: string, rules: readonly Rule[]): Promise<Names> {
  const [workspace, names] = await Promise.all([
    getRecentWorkspace(db, workspaceId),
    findRuleNames(db, { workspaceId, rules }),
  ]);
  const words = PACKS.find(({ key }) => key === workspace.pack)?.words;
  return {
    ...names,
    currency: workspace.currency,
    people: { ko: words?.ko.customer ?? '손님', en: words?.en.customers ?? 'people' },
  };
}

type Fact = Pick<MemberFact, 'condition' | 'met' | 'value'>;

/** Facts with their words. */
export function sayFacts(facts: readonly Fact[], names: Names): MemberFact[] {
  return facts.map((fact) => ({ ...fact, text: describeFact(fact, names) }));
}
