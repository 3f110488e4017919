import { type AudienceRule, findGroupRule } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { readFields } from '../fields/definitions.ts';
import type { FilterPart, ListCondition, ListFilter } from './contract.ts';

const noSuchGroup = () =>
  new AppError('not_found', 'no such segment', {
    userMessage: {
      ko: '그 그룹이 없어요. 지워졌을 수 있어요.',
      en: 'There is no such group. It may have been removed.',
    },
  });

/** A filter as one rule; a group in it is looked up, so that it stays live. @throws AppError not_found */
export async function toRule(db: Db, workspaceId: string, filter: ListFilter): Promise<AudienceRule> {
  const ofCondition = async (condition: ListCondition): Promise<AudienceRule> => {
    if (condition.fact !== 'group') return condition;
    const rule = await findGroupRule(db, { workspaceId, segmentId: condition.segmentId });
    if (rule === undefined) throw noSuchGroup();
    return rule;
  };
  const ofPart = async (part: FilterPart): Promise<AudienceRule> =>
    'not' in part ? { not: await ofCondition(part.not) } : ofCondition(part);
  return { all: await Promise.all(filter.map(ofPart)) };
}

/**
 * A filter as one rule that this account may ask, also through the groups in it (PV-14).
 * @throws AppError forbidden | not_found
 */
export async function toRuleFor(db: Db, actor: Actor, filter: ListFilter): Promise<AudienceRule> {
  const rule = await toRule(db, actor.workspaceId, filter);
  await refuseSensitiveConditions(db, actor, rule);
  return rule;
}

/** Keys of the fields a rule or filter asks about, however deep. */
export function fieldKeysOf(rule: unknown): string[] {
  if (Array.isArray(rule)) return rule.flatMap(fieldKeysOf);
  if (typeof rule !== 'object' || rule === null) return [];
  const { fact, key, all, any, not, rule: inner } = rule as Record<string, unknown>;
  return [
    ...(fact === 'field' && typeof key === 'string' ? [key] : []),
    ...[all, any, not, inner].flatMap(fieldKeysOf),
  ];
}

/**
 * Asking who has a sensitive value tells as much as reading it: it needs the same right (PV-14).
 * @throws AppError forbidden
 */
export async function refuseSensitiveConditions(db: Db, actor: Actor, rule: unknown): Promise<void> {
  const keys = fieldKeysOf(rule);
  if (keys.length === 0 || actor.can('customers:sensitive')) return;
  const fields = await readFields(db, actor.workspaceId);
  if (fields.some((field) => field.type === 'sensitive' && keys.includes(field.fieldKey))) {
    actor.require('customers:sensitive');
  }
}
