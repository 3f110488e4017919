import type { Condition, Rule } from '../../../../modules/segments/contract.ts';

/** A rule as it is edited: each part has a key of its own, so that moving and removing keeps what is typed elsewhere. */
export type Part = ConditionPart | JointPart;
export interface ConditionPart {
  key: string;
  not: boolean;
  condition: Draft;
}
export interface JointPart {
  key: string;
  not: boolean;
  joint: 'all' | 'any';
  parts: Part[];
}
/** A condition that may not be complete yet. */
export type Draft = { fact: Condition['fact'] } & Record<string, unknown>;

let made = 0;
const nextKey = () => `part-${(made += 1)}`;

export const isJoint = (part: Part): part is JointPart => 'joint' in part;

function partOf(rule: Rule, not: boolean): Part {
  if ('not' in rule) return partOf(rule.not, !not);
  if ('all' in rule || 'any' in rule) {
    const joint = 'all' in rule ? 'all' : 'any';
    const parts = 'all' in rule ? rule.all : rule.any;
    return { key: nextKey(), not, joint, parts: parts.map((part) => partOf(part, false)) };
  }
  return { key: nextKey(), not, condition: { ...rule } };
}

/** A rule as the editor holds it; the outermost part is always a joint. */
export function readTree(rule: Rule): JointPart {
  const part = partOf(rule, false);
  return isJoint(part) ? part : { key: nextKey(), not: false, joint: 'all', parts: [part] };
}

/** What the editor holds as a rule; it may still be incomplete. */
export function writeRule(part: Part): unknown {
  const inner = isJoint(part)
    ? { [part.joint]: part.parts.map(writeRule) }
    : Object.fromEntries(Object.entries(part.condition).filter(([, value]) => value !== undefined));
  return part.not ? { not: inner } : inner;
}

export const newCondition = (condition: Draft): ConditionPart => ({ key: nextKey(), not: false, condition });
export const newJoint = (joint: 'all' | 'any', parts: Part[] = []): JointPart => ({
  key: nextKey(),
  not: false,
  joint,
  parts,
});
