import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { type AudienceRule, conditionsOf, resolveGroups } from './rule.ts';

/** A rule with the rules of the saved groups it names, as they are now. */
export async function findResolvedRule(
  db: Db,
  { workspaceId, rule }: { workspaceId: string; rule: AudienceRule },
): Promise<AudienceRule> {
  if (!conditionsOf(rule).some(({ fact }) => fact === 'group')) return rule;
  const { rows } = await sql<{ segmentId: string; rule: AudienceRule }>`select segment_id, rule from segments.segment
    where workspace_id = ${workspaceId}::uuid and removed_at is null`.execute(db);
  const rules = new Map(rows.map((row) => [row.segmentId, row.rule]));
  return resolveGroups(rule, (segmentId) => rules.get(segmentId));
}
