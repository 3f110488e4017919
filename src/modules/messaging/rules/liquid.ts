import { Liquid, type Template } from 'liquidjs';
import { type Josa, josa } from '../../../shared/hangul.ts';

/** Enough for a long letter with loops over a short list, and an end for a text written to keep us busy. */
const LIMITS = { parseLimit: 20_000, renderLimit: 200, memoryLimit: 1_000_000 };
const KEPT_TEMPLATES = 200;

const engine = new Liquid({ ...LIMITS, cache: false, ownPropertyOnly: true, strictFilters: true });
/** What a filter gets: the values of a person are texts, and what is none counts as empty. */
const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
engine.registerFilter('josa', (value: unknown, particle: unknown) => josa(textOf(value), textOf(particle) as Josa));
/** `{{ 이름 | nim }}`: 김하나님, and 고객님 as it is. */
engine.registerFilter('nim', (value: unknown) => {
  const name = textOf(value);
  return name.endsWith('님') ? name : `${name}님`;
});

const OWN_DEFAULT = /\{\{-?\s*([^\s|{}]+)\s*\|[^{}]*\bdefault\s*:/g;

/** Read once, filled in for thousands of people. */
const parsed = new Map<string, Template[]>();

/** Whether a text is written in Liquid rather than with single braces. */
export function isLiquid(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** What is wrong with a Liquid text, in the library's words; undefined when it can be read. */
export function findLiquidProblem(text: string): string | undefined {
  try {
    engine.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Fills a Liquid text in. `valueOf` answers for a variable when it is asked for, so that only those used are looked at;
 * values are never read as templates. A variable that nobody knows is empty and told to `valueOf`'s owner.
 * @throws the library's error for a text that cannot be read, or that is too large a piece of work
 */
export function renderLiquid(
  text: string,
  input: {
    spellings: readonly string[];
    valueOf: (spelling: string, authorsDefault: string | undefined) => string | undefined;
  },
): string {
  let templates = parsed.get(text);
  if (!templates) {
    templates = engine.parse(text);
    if (parsed.size >= KEPT_TEMPLATES) parsed.clear();
    parsed.set(text, templates);
  }
  for (const spelling of engine.globalVariableSegmentsSync(templates).map(([first]) => String(first)))
    if (!input.spellings.includes(spelling)) input.valueOf(spelling, undefined);
  const scope: Record<string, unknown> = {};
  const hasOwnDefault = new Set([...text.matchAll(OWN_DEFAULT)].map(([, spelling = '']) => spelling));
  for (const spelling of new Set(input.spellings)) {
    // Where the author gave a default, hers stands and not ours: the value is left empty for her filter to fill.
    const authorsDefault = hasOwnDefault.has(spelling) ? '' : undefined;
    Object.defineProperty(scope, spelling, {
      enumerable: true,
      get: () => input.valueOf(spelling, authorsDefault) ?? '',
    });
  }
  return engine.renderSync(templates, scope) as string;
}
