import ts from 'typescript';
import { isTest, type Sources } from './sources.ts';
import { literalText, walk } from './syntax.ts';

const LANGUAGES = ['ko', 'en'] as const;
type Language = (typeof LANGUAGES)[number];
/** i18next picks one of these by the number; Korean has one form where English has two. */
const PLURAL = /_(zero|one|two|few|many|other)$/;
const DEFAULT_NAMESPACE = 'ui';

interface Texts {
  /** `namespace:key.path` without plural ending → the texts of all its forms. */
  forms: Map<string, string[]>;
}

/** `each` keeps every plural form under a key of its own. */
function readTexts(sources: Sources, language: Language, plurals: 'together' | 'each' = 'together'): Texts {
  const forms = new Map<string, string[]>();
  for (const [file, text] of sources) {
    const namespace = new RegExp(`^src/web/locales/${language}/([^/]+)\\.json$`).exec(file)?.[1];
    if (namespace) collect(JSON.parse(text), { key: `${namespace}:`, plurals }, forms);
  }
  return { forms };
}

function collect(
  value: unknown,
  { key, plurals }: { key: string; plurals: 'together' | 'each' },
  forms: Map<string, string[]>,
): void {
  if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value))
      collect(inner, { key: key.endsWith(':') ? `${key}${name}` : `${key}.${name}`, plurals }, forms);
    return;
  }
  const plain = plurals === 'each' ? key : key.replace(PLURAL, '');
  forms.set(plain, [...(forms.get(plain) ?? []), String(value)]);
}

/** Texts that only one language has, or that are empty. */
export function findMissingTexts(sources: Sources): string[] {
  const [ko, en] = LANGUAGES.map((language) => readTexts(sources, language)) as [Texts, Texts];
  const found: string[] = [];
  for (const key of ko.forms.keys()) if (!en.forms.has(key)) found.push(`${key} is missing in en`);
  for (const key of en.forms.keys()) if (!ko.forms.has(key)) found.push(`${key} is missing in ko`);
  for (const [language, { forms }] of [['ko', ko] as const, ['en', en] as const]) {
    for (const [key, texts] of forms)
      if (texts.some((text) => text.trim() === '')) found.push(`${key} is empty in ${language}`);
  }
  return found;
}

/** Variables of a text (`{{count}}`) that the other language's text does not have: somebody would read a gap. */
export function findVariablesThatDiffer(sources: Sources, packWords: ReadonlySet<string>): string[] {
  const [ko, en] = LANGUAGES.map((language) => readTexts(sources, language)) as [Texts, Texts];
  const variables = (texts: string[]) =>
    [...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name = '']) => name)))]
      .filter((name) => !packWords.has(name) && !packWords.has(name.charAt(0).toLowerCase() + name.slice(1)))
      .sort()
      .join(', ');
  return [...ko.forms].flatMap(([key, texts]) => {
    const others = en.forms.get(key);
    if (!others || variables(texts) === variables(others)) return [];
    return [`${key}: ko has {${variables(texts)}}, en has {${variables(others)}}`];
  });
}

/** `{{n}} people`, `{{days}} open days`, `{{n}} are`: a number with a word that is wrong beside 1. */
const PLURAL_AFTER_NUMBER =
  /\{\{\s*(\w+)(?:, number)?\s*\}\}(?:\s(?:more|other|new|whole|full|different|open|business|of them))?\s([a-z]*[a-rt-z]s|people|are|were|have)\b/g;
/** They end like plurals and are none. */
const NO_PLURALS = new Set([
  'is',
  'was',
  'has',
  'this',
  'as',
  'does',
  'goes',
  'gives',
  'keeps',
  'earns',
  'agrees',
  'needs',
  'ms',
  'ends',
]);
/** What stands in their place is money, a share, a rating, names or a word of the shop: never a bare number. */
const NO_NUMBERS = new Set(['rating', 'rate', 'share', 'value', 'names', 'customers', 'Customer']);

/**
 * English texts that would say `1 people`: a plural beside a number needs `key_one` and `key_other`, or where a text has
 * several numbers `{{n, plural(one: person; other: people)}}`. In `key_other` what `key_one` says otherwise is right.
 */
export function findPluralsBesideOne(sources: Sources): string[] {
  const { forms } = readTexts(sources, 'en', 'each');
  const plurals = (text: string) =>
    [...text.matchAll(PLURAL_AFTER_NUMBER)].filter(
      ([, variable = '', word = '']) => !NO_NUMBERS.has(variable) && !NO_PLURALS.has(word),
    );
  return [...forms].flatMap(([key, [text = '']]) => {
    const singular = key.endsWith('_other') ? forms.get(key.replace(/_other$/, '_one'))?.[0] : undefined;
    const alsoInOne = singular === undefined ? undefined : new Set(plurals(singular).map(([, variable]) => variable));
    return plurals(text)
      .filter(([, variable]) => alsoInOne?.has(variable) ?? true)
      .map(([found]) => `en ${key}: "${found}" is wrong beside 1`);
  });
}

/** Keys that a screen asks for with a literal and no language has. */
export function findUnknownKeys(sources: Sources): string[] {
  const { forms } = readTexts(sources, 'ko');
  const found: string[] = [];
  for (const [file, text] of sources) {
    if (!/^src\/web\/.*\.tsx?$/.test(file) || isTest(file)) continue;
    const namespaces = new Set<string>();
    const asked: { key: string; line: number }[] = [];
    for (const { node, line } of walk(file, text)) {
      if (ts.isCallExpression(node)) {
        const callee = node.expression.getText();
        const first = node.arguments[0];
        if (callee === 'useTranslation' && first) for (const name of namesOf(first)) namespaces.add(name);
        if ((callee === 't' || callee === 'i18next.t' || callee === 'i18n.t') && first)
          for (const key of namesOf(first)) asked.push({ key, line });
      }
      if (ts.isJsxAttribute(node) && node.name.getText() === 'i18nKey' && node.initializer) {
        const inner = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer;
        if (inner) for (const key of namesOf(inner)) asked.push({ key, line });
      }
    }
    if (namespaces.size === 0) namespaces.add(DEFAULT_NAMESPACE);
    for (const { key, line } of asked) {
      const candidates = key.includes(':') ? [key] : [...namespaces].map((namespace) => `${namespace}:${key}`);
      if (!candidates.some((candidate) => isKnown(candidate, forms)))
        found.push(`${file}:${line} asks for ${candidates.join(' or ')}, which no language has`);
    }
  }
  return found;
}

/** The literals an argument can be: `'a'`, `cond ? 'a' : 'b'`, `['a', 'b']`, `` `kind.${x}` `` (as `kind.…`). */
function namesOf(node: ts.Node): string[] {
  if (ts.isConditionalExpression(node)) return [...namesOf(node.whenTrue), ...namesOf(node.whenFalse)];
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(namesOf);
  if (ts.isParenthesizedExpression(node)) return namesOf(node.expression);
  const text = literalText(node);
  return text === undefined ? [] : [text];
}

function isKnown(key: string, forms: Map<string, string[]>): boolean {
  if (!key.includes('…')) return forms.has(key) || forms.has(key.replace(PLURAL, '')) || hasChildren(key, forms);
  const pattern = new RegExp(
    `^${key
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+')}$`,
  );
  return [...forms.keys()].some((known) => pattern.test(known));
}

/** `t('months', { returnObjects: true })` asks for a whole branch. */
function hasChildren(key: string, forms: Map<string, string[]>): boolean {
  return [...forms.keys()].some((known) => known.startsWith(`${key}.`));
}
