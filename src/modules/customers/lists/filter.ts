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
 * A filter as one rule that may be asked, also through the groups in it (PV-14).
 * @throws AppError invalid_input | not_found
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
 * Asking who has a sensitive value would list them by it: no list, group or file does that, whoever asks (PV-14).
 * @throws AppError invalid_input
 */
export async function refuseSensitiveConditions(db: Db, actor: Actor, rule: unknown): Promise<void> {
  await refuseSensitive(db, actor.workspaceId, fieldKeysOf(rule));
}

/** Sensitive values stand on the person's card alone, in no column (PV-14). @throws AppError invalid_input */
export async function refuseSensitiveColumns(db: Db, actor: Actor, columns: readonly string[]): Promise<void> {
  await refuseSensitive(db, actor.workspaceId, fieldKeysOfColumns(columns));
}

const FIELD_COLUMN = 'field:';

/** Keys of the own fields among the columns of a list. Worked: `name, field:shoe_size` → `shoe_size`. */
export const fieldKeysOfColumns = (columns: readonly string[]): string[] =>
  columns.flatMap((column) => (column.startsWith(FIELD_COLUMN) ? [column.slice(FIELD_COLUMN.length)] : []));

async function refuseSensitive(db: Db, workspaceId: string, fieldKeys: readonly string[]): Promise<void> {
  if (fieldKeys.length === 0) return;
  const fields = await readFields(db, workspaceId);
  if (!fields.some(({ type, fieldKey }) => type === 'sensitive' && fieldKeys.includes(fieldKey))) return;
  throw new AppError('invalid_input', 'a list by a sensitive field (PV-14)', {
    userMessage: {
      ko: '민감한 정보로는 목록, 그룹, 파일을 만들 수 없어요. 한 분의 카드에서만 볼 수 있어요. (PV-14)',
      en: 'Sensitive data make no list, group or file. They are seen on one person’s card only (PV-14).',
    },
  });
}
