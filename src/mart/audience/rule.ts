import type { AdChannel } from '../fragments.ts';
import type { PersonCondition } from '../person-conditions.ts';

interface Times {
  withinDays?: number | undefined;
  timesAtLeast?: number | undefined;
  timesAtMost?: number | undefined;
}

/** What stood on her receipts; without items and categories: anything. */
export interface BoughtCondition extends Times {
  fact: 'bought';
  itemIds?: readonly string[] | undefined;
  categories?: readonly string[] | undefined;
  option?: string | undefined;
  daypart?: readonly string[] | undefined;
  amountAtLeastMinor?: number | undefined;
  amountAtMostMinor?: number | undefined;
}

/** What the models say, what we sent and gave her, and what else she did. */
export type ContactCondition =
  | { fact: 'alive'; atLeast?: number | undefined; atMost?: number | undefined }
  | { fact: 'futureValue'; atLeastMinor?: number | undefined; atMostMinor?: number | undefined }
  | { fact: 'expectedNext'; daysAheadAtLeast?: number | undefined; daysAheadAtMost?: number | undefined }
  | { fact: 'contactable'; channel: AdChannel }
  | ({ fact: 'sent' } & Times)
  | ({ fact: 'happened'; kinds: readonly string[] } & Times)
  | {
      fact: 'play';
      as: 'any' | 'treated' | 'heldOut' | 'redeemed';
      playIds?: readonly string[] | undefined;
      withinDays?: number | undefined;
    }
  | { fact: 'coupon'; expiresWithinDays?: number | undefined }
  | { fact: 'birthday'; months?: readonly number[] | undefined; withinDays?: number | undefined }
  | {
      fact: 'balance';
      unit: 'points' | 'stamps';
      atLeast?: number | undefined;
      atMost?: number | undefined;
    }
  | { fact: 'level'; in: readonly string[] }
  | { fact: 'household'; kinds?: readonly string[] | undefined }
  | { fact: 'bucket'; salt: string; of: number; from: number; to: number };

/** Facts of visits and money. */
export type VisitCondition =
  | { fact: 'visits'; atLeast?: number | undefined; atMost?: number | undefined; withinDays?: number | undefined }
  | {
      fact: 'spend';
      atLeastMinor?: number | undefined;
      atMostMinor?: number | undefined;
      withinDays?: number | undefined;
    }
  | { fact: 'worthPerMonth'; atLeastMinor?: number | undefined; atMostMinor?: number | undefined }
  | { fact: 'lapse'; in: readonly string[] }
  | { fact: 'rfm'; in: readonly string[] }
  | { fact: 'lastVisit'; daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined }
  | { fact: 'firstVisit'; daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined }
  | { fact: 'usualDaypart'; in: readonly string[] }
  | { fact: 'usualWeekday'; in: readonly number[] }
  | { fact: 'usualHour'; withinHours: number };

/** A saved group inside a group: `rule` is what it asks, put there by `resolveGroups`; without it, it is nobody. */
export interface GroupCondition {
  fact: 'group';
  segmentId: string;
  rule?: AudienceRule | undefined;
}

/** One fact about a person that a group asks for; the segments module owns its schema (`zRule`). */
export type AudienceCondition =
  | VisitCondition
  | { fact: 'ordered'; itemIds: readonly string[]; withinDays?: number | undefined; timesAtLeast?: number | undefined }
  | BoughtCondition
  | ContactCondition
  | GroupCondition
  | PersonCondition;

/** A group: conditions joined by all, any and not. */
export type AudienceRule =
  | AudienceCondition
  | { all: readonly AudienceRule[] }
  | { any: readonly AudienceRule[] }
  | { not: AudienceRule };

/** Where a group is looked at: the workspace, its business day, and the hour (0–23) on its clock. */
export interface Scope {
  workspaceId: string;
  today: string;
  /** Absent where nobody asks for hours: then nobody's usual hour is near. */
  hour?: number | undefined;
}

/** Every condition of a group, in the order in which it is written; a group inside it is one condition. */
export function conditionsOf(rule: AudienceRule): AudienceCondition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  if ('not' in rule) return conditionsOf(rule.not);
  return [rule];
}

/** The same, and those of the groups inside it. */
export function deepConditionsOf(rule: AudienceRule): AudienceCondition[] {
  return conditionsOf(rule).flatMap((condition) =>
    condition.fact === 'group' && condition.rule ? [condition, ...deepConditionsOf(condition.rule)] : [condition],
  );
}

/** A group in a group in a group: deeper nobody can say what it means. */
const MAX_GROUP_DEPTH = 4;

/**
 * Puts the rule of every group named in a rule beside its name. A group that is gone, that names itself on some way or
 * lies too deep stays without a rule.
 */
export function resolveGroups(
  rule: AudienceRule,
  ruleOf: (segmentId: string) => AudienceRule | undefined,
  path: readonly string[] = [],
): AudienceRule {
  const inner = (part: AudienceRule) => resolveGroups(part, ruleOf, path);
  if ('all' in rule) return { all: rule.all.map(inner) };
  if ('any' in rule) return { any: rule.any.map(inner) };
  if ('not' in rule) return { not: inner(rule.not) };
  if (rule.fact !== 'group') return rule;
  const { segmentId } = rule;
  const found = path.includes(segmentId) || path.length >= MAX_GROUP_DEPTH ? undefined : ruleOf(segmentId);
  return { fact: 'group', segmentId, rule: found && resolveGroups(found, ruleOf, [...path, segmentId]) };
}
