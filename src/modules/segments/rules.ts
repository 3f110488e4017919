import { type Condition, type Rule, zRule } from './contract/rule.ts';

/** Every condition of a rule, in the order in which it is written. */
export function conditionsOf(rule: Rule): Condition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  if ('not' in rule) return conditionsOf(rule.not);
  return [rule];
}

/** For each condition of a rule, in the order of `conditionsOf`, whether it is asked for (true) or its opposite (false). */
export function wantedOf(rule: Rule, wanted = true): boolean[] {
  if ('all' in rule) return rule.all.flatMap((part) => wantedOf(part, wanted));
  if ('any' in rule) return rule.any.flatMap((part) => wantedOf(part, wanted));
  if ('not' in rule) return wantedOf(rule.not, !wanted);
  return [wanted];
}

/** How often a group has to be looked at although nobody told of a change: never, once a business day, every hour. */
export type Pace = 'still' | 'day' | 'hour';

/** Facts that other people's work changes without telling, or that move with the clock. */
const HOURLY: ReadonlySet<string> = new Set([
  'usualHour',
  'sent',
  'happened',
  'play',
  'coupon',
  'balance',
  'level',
  'alive',
  'futureValue',
  'expectedNext',
]);
const DAILY: ReadonlySet<string> = new Set(['lapse', 'rfm', 'lastVisit', 'firstVisit', 'birthday']);

function paceOf(condition: Condition): Pace {
  if (HOURLY.has(condition.fact)) return 'hour';
  if (DAILY.has(condition.fact)) return 'day';
  return 'withinDays' in condition && condition.withinDays !== undefined ? 'day' : 'still';
}

const PACES: readonly Pace[] = ['still', 'day', 'hour'];

/**
 * The pace of a group's quickest condition; groups inside it count as what `ruleOf` says they ask.
 * Worked: visits ≥ 5 is still; visits ≥ 5 within 90 days moves by the day; usual hour within 2 h by the hour.
 */
export function decidePace(rule: Rule, ruleOf: (segmentId: string) => Rule | undefined): Pace {
  const seen = new Set<string>();
  const pace = (rule: Rule): Pace => {
    const paces = conditionsOf(rule).map((condition): Pace => {
      if (condition.fact !== 'group') return paceOf(condition);
      const inner = seen.has(condition.segmentId) ? undefined : ruleOf(condition.segmentId);
      seen.add(condition.segmentId);
      return inner ? pace(inner) : 'still';
    });
    return PACES[Math.max(0, ...paces.map((one) => PACES.indexOf(one)))] ?? 'still';
  };
  return pace(rule);
}

interface SavedRule {
  segmentId: string;
  rule: Rule;
}

const innerGroupsOf = (rule: Rule) =>
  conditionsOf(rule).flatMap((condition) => (condition.fact === 'group' ? [condition.segmentId] : []));

/** Groups that lie inside a group on any way, itself left out unless a way leads back to it. */
export function groupsInside(rule: Rule, saved: readonly SavedRule[]): Set<string> {
  const found = new Set<string>();
  const waiting = innerGroupsOf(rule);
  for (let segmentId = waiting.pop(); segmentId !== undefined; segmentId = waiting.pop()) {
    if (found.has(segmentId)) continue;
    found.add(segmentId);
    const inner = saved.find((one) => one.segmentId === segmentId);
    if (inner) waiting.push(...innerGroupsOf(inner.rule));
  }
  return found;
}

/** Groups that are built on a group, on any way. */
export function groupsBuiltOn(segmentId: string, saved: readonly SavedRule[]): string[] {
  return saved
    .filter((one) => one.segmentId !== segmentId && groupsInside(one.rule, saved).has(segmentId))
    .map((one) => one.segmentId);
}

/** Groups in groups beyond this nobody can say in a sentence, and each level costs a query its time. */
export const MAX_GROUP_LEVELS = 3;

/** Levels of groups below a rule: none is 0. Endless where a way leads back; so cut off one above the most allowed. */
export function levelsOf(rule: Rule, saved: readonly SavedRule[], most: number = MAX_GROUP_LEVELS + 1): number {
  if (most === 0) return 0;
  const below = innerGroupsOf(rule).map((segmentId) => {
    const inner = saved.find((one) => one.segmentId === segmentId);
    return 1 + (inner ? levelsOf(inner.rule, saved, most - 1) : 0);
  });
  return Math.max(0, ...below);
}

/**
 * A condition's facts as history keeps them: values of the shop's own fields stay where they are (PV-01: one place for
 * personal data).
 */
export function withoutFieldValue<F extends { condition: { fact: string }; value: unknown }>(fact: F): F {
  return fact.condition.fact === 'field' ? { ...fact, value: null } : fact;
}

/** A rule as the database keeps it. @throws ZodError when it is none */
export const readRule = (stored: unknown): Rule => zRule.parse(stored);
