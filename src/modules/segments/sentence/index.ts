import type { Condition, Rule } from '../contract/rule.ts';
import { englishClause } from './english.ts';
import { be, type Clause, koreanClause } from './korean.ts';
import type { Names } from './words.ts';

export { describeFact } from './fact.ts';
export type { Names } from './words.ts';

/** A rule without joints that join nothing: what is left says the same. */
type Plain = { not: boolean; condition: Condition } | { joint: 'all' | 'any'; not: boolean; parts: Plain[] };

function simplify(rule: Rule, not: boolean): Plain {
  if ('not' in rule) return simplify(rule.not, !not);
  if (!('all' in rule) && !('any' in rule)) return { not, condition: rule };
  const joint = 'all' in rule ? 'all' : 'any';
  const parts = ('all' in rule ? rule.all : rule.any).flatMap((part) => {
    const plain = simplify(part, false);
    return 'joint' in plain && plain.joint === joint && !plain.not && plain.parts.length > 0 ? plain.parts : [plain];
  });
  const [only] = parts;
  if (parts.length === 1 && only) return { ...only, not: only.not !== not };
  return { joint, not, parts };
}

function korean(plain: Plain, names: Names): Clause {
  if ('condition' in plain) return koreanClause(plain.condition, names, plain.not);
  const { joint, parts, not } = plain;
  if (parts.length === 0) return be((joint === 'all') !== not ? '모든 분' : '아무도 아닌 분', false);
  return be(`(${koreanList(plain, names)} 분)`, not);
}

function koreanList({ joint, parts }: Extract<Plain, { parts: Plain[] }>, names: Names): string {
  const clauses = parts.map((part) => korean(part, names));
  return clauses
    .map((clause, at) => (at === clauses.length - 1 ? clause.end : joint === 'all' ? clause.and : clause.or))
    .join(', ');
}

function english(plain: Plain, names: Names): string {
  if ('condition' in plain) return englishClause(plain.condition, names, plain.not);
  const { joint, parts, not } = plain;
  if (parts.length === 0) return (joint === 'all') !== not ? 'are anybody' : 'are nobody';
  return `${not ? 'are not people who' : ''} (${englishList(plain, names)})`.trim();
}

function englishList({ joint, parts }: Extract<Plain, { parts: Plain[] }>, names: Names): string {
  const clauses = parts.map((part) => english(part, names));
  const word = joint === 'all' ? 'and' : 'or';
  return `${clauses.slice(0, -1).join(', ')} ${word} ${clauses.at(-1)}`;
}

/**
 * Says in one sentence, in Korean and in English, whom a rule finds. Pure: the same rule and names give the same words.
 * Worked: all of (visits ≥ 5, lapsed) is `5번 이상 오셨고, 쉬는 분인 손님` and `People who visited at least 5 times and are resting`.
 */
export function describeRule(rule: Rule, names: Names): { ko: string; en: string } {
  const plain = simplify(rule, false);
  const people = { ko: names.people.ko, en: `${names.people.en[0]?.toUpperCase()}${names.people.en.slice(1)}` };
  if (!('condition' in plain) && plain.parts.length === 0) {
    const isEverybody = (plain.joint === 'all') !== plain.not;
    return isEverybody
      ? { ko: `모든 ${people.ko}`, en: `All ${names.people.en}` }
      : { ko: '아직 아무도 찾지 않아요', en: 'Nobody yet' };
  }
  if (!('condition' in plain) && !plain.not) {
    return { ko: `${koreanList(plain, names)} ${people.ko}`, en: `${people.en} who ${englishList(plain, names)}` };
  }
  return { ko: `${korean(plain, names).end} ${people.ko}`, en: `${people.en} who ${english(plain, names)}` };
}
