import { z } from 'zod';
import { MAX_PARTS, type Rule, zCondition, zRule } from './rule.ts';

/** Nesting beyond this is nothing a person can read, and must not exhaust the server. */
export const MAX_RULE_DEPTH = 6;

/** No group that a person made has more parts than this. */
const MAX_RULE_PARTS = 200;

const TOO_LARGE = {
  ko: `조건이 너무 많아요: 안으로 ${MAX_RULE_DEPTH}겹, 모두 ${MAX_RULE_PARTS}개까지예요.`,
  en: `There are too many conditions: up to ${MAX_RULE_DEPTH} levels deep and ${MAX_RULE_PARTS} in all.`,
};

/** Whether a value nests or branches beyond a rule's bounds; without recursion, which the value could exhaust. */
function isBeyondBounds(value: unknown): boolean {
  let level: unknown[] = [value];
  let parts = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    parts += level.length;
    if (depth > MAX_RULE_DEPTH || parts > MAX_RULE_PARTS) return true;
    level = level.flatMap((part) => {
      if (typeof part !== 'object' || part === null) return [];
      const { all, any, not } = part as { all?: unknown; any?: unknown; not?: unknown };
      return [all, any].flatMap((list): unknown[] => (Array.isArray(list) ? list : [])).concat(not ?? []);
    });
  }
  return false;
}

type Fault = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

const JOINTS = ['all', 'any', 'not'] as const;
const FACTS = zCondition.options.map(({ shape }) => shape.fact.value);
const zPart = {
  all: z.strictObject({ all: z.array(z.unknown()).max(MAX_PARTS) }),
  any: z.strictObject({ any: z.array(z.unknown()).max(MAX_PARTS) }),
  not: z.strictObject({ not: z.unknown() }),
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a schema finds, without its words: those are chosen by whoever asked. */
function faultsOf(schema: z.ZodType, value: unknown, path: Path): Fault[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  return (error?.issues ?? []).map(({ message: _message, ...issue }) => ({
    ...issue,
    path: [...path, ...issue.path],
    continue: false,
  })) as Fault[];
}

/** What is wrong with the shape of a rule, each with the path of the word at fault: a union would only say that none of it fits. */
function findFaults(value: unknown, path: Path): Fault[] {
  if (!isObject(value)) return faultsOf(z.record(z.string(), z.unknown()), value, path);
  const joint = JOINTS.find((key) => key in value);
  if (joint !== undefined) {
    const parts = value[joint];
    return [
      ...faultsOf(zPart[joint], value, path),
      ...(joint === 'not'
        ? findFaults(parts, [...path, joint])
        : Array.isArray(parts)
          ? parts.flatMap((part, at) => findFaults(part, [...path, joint, at]))
          : []),
    ];
  }
  const { fact } = value;
  if (!FACTS.some((known) => known === fact)) {
    const values = fact === undefined ? ['fact', ...JOINTS] : FACTS;
    return [{ code: 'invalid_value', values, input: fact, path: fact === undefined ? [...path] : [...path, 'fact'] }];
  }
  return faultsOf(zCondition, value, path);
}

const limit = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? value : undefined);

/** The key that bounds another from above: `timesAtLeast` → `timesAtMost`, `from` → `to`. */
const upperKeyOf = (key: string) => (key === 'from' ? 'to' : /tLeast/.test(key) ? key.replace('tLeast', 'tMost') : key);

/** What nobody can meet whatever she does: a lower bound above the upper one, money below nothing. */
function findNonsense(rule: Rule, path: Path): Fault[] {
  if ('not' in rule) return findNonsense(rule.not, [...path, 'not']);
  if ('all' in rule) return rule.all.flatMap((part, at) => findNonsense(part, [...path, 'all', at]));
  if ('any' in rule) return rule.any.flatMap((part, at) => findNonsense(part, [...path, 'any', at]));
  const condition: Record<string, unknown> = rule;
  return Object.keys(condition).flatMap((key): Fault[] => {
    const value = limit(condition[key]);
    if (value === undefined) return [];
    const fault = (words: { ko: string; en: string }, at = key): Fault => ({
      code: 'custom',
      input: value,
      path: [...path, at],
      params: { words },
    });
    if (key.endsWith('Minor') && typeof value === 'number' && value < 0)
      return [fault({ ko: '금액은 0보다 작을 수 없어요.', en: 'Money cannot be less than nothing.' })];
    const upperKey = upperKeyOf(key);
    const upper = limit(condition[upperKey]);
    if (upperKey === key || upper === undefined || !(value > upper)) return [];
    return [
      fault(
        {
          ko: '아래쪽 한도가 위쪽 한도보다 커서 아무도 찾을 수 없어요.',
          en: 'The lower bound is above the upper one, so nobody can be found.',
        },
        upperKey,
      ),
    ];
  });
}

/** A rule in its shape, bounded in depth and parts before it is read. */
export const zBoundedRule: z.ZodType<Rule> = z
  .unknown()
  .check((read) => {
    const { value, issues } = read;
    if (isBeyondBounds(value)) issues.push({ code: 'custom', params: { words: TOO_LARGE }, input: value });
    else issues.push(...findFaults(value, []));
  })
  .pipe(zRule);

/** A rule that somebody asks or saves: in its shape, and somebody could meet it. What was stored before is read without this. */
export const zAskedRule: z.ZodType<Rule> = zBoundedRule.check((read) => {
  read.issues.push(...findNonsense(read.value, []));
});
