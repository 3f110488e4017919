import { type Josa, josa } from '../../../shared/hangul.ts';
import { isLiquid, renderLiquid } from './liquid.ts';

type Locale = 'ko' | 'en';

/** A variable of a message: its Korean spelling, and what stands there when the person has none (AD-23). */
interface TemplateVariable {
  key: string;
  ko: string;
  fallback?: Readonly<Record<Locale, string>>;
}

/** The variables a message may use, as `{이름}` or `{name}`; the composer offers exactly these. */
export const TEMPLATE_VARIABLES: readonly TemplateVariable[] = [
  { key: 'name', ko: '이름', fallback: { ko: '고객님', en: 'customer' } },
  { key: 'shop', ko: '가게' },
  { key: 'coupon', ko: '쿠폰' },
  { key: 'offer', ko: '혜택' },
  { key: 'until', ko: '기한' },
  { key: 'usual', ko: '단골메뉴', fallback: { ko: '자주 드시던 메뉴', en: 'your usual' } },
  { key: 'surplus', ko: '남은메뉴', fallback: { ko: '맛있는 것', en: 'good things' } },
  { key: 'last_visit', ko: '마지막방문' },
  { key: 'phone', ko: '전화' },
  { key: 'link', ko: '링크' },
];

/** Values by English key; undefined, null and blank count as empty. */
export type TemplateVars = Readonly<Record<string, string | number | null | undefined>>;

/** A text with its variables filled in, and what the author must be told. */
export interface RenderedTemplate {
  text: string;
  /** Variables nobody knows, as written; they stay in the text. */
  unknown: string[];
  /** Known variables that were empty and have neither a default nor one of the author's; they vanish. */
  missing: string[];
}

const KEY_BY_SPELLING = new Map(TEMPLATE_VARIABLES.flatMap(({ key, ko }) => [[key, key] as const, [ko, key] as const]));
const VARIABLE_BY_KEY = new Map(TEMPLATE_VARIABLES.map((variable) => [variable.key, variable]));
const PARTICLES: ReadonlySet<string> = new Set<Josa>(['은/는', '이/가', '을/를', '으로/로', '와/과']);

function isParticle(text: string): text is Josa {
  return PARTICLES.has(text);
}

/** `{name}`, `{name|default}`, and the 님 of `{이름}님`, which the default 고객님 already has. */
const PLACE = /\{\s*([^{}|\n]{1,40}?)\s*(?:\|([^{}\n]{0,60}))?\}(님)?/g;

/**
 * Fills `{이름}`, `{name}`, `{단골메뉴|국수}` and particles such as `{을/를}`, which fit the text before them. Values are
 * put in as they are and never read as templates. `{이름}님, 오랜만이에요` for nobody's name: `고객님, 오랜만이에요`. A text with
 * `{{ }}` or `{% %}` is Liquid: `{{ 이름 | josa: "은/는" }}`, `{% if 단골메뉴 %}`, with the same variables and defaults.
 */
export function renderTemplate(text: string, vars: TemplateVars, options: { locale?: Locale } = {}): RenderedTemplate {
  const locale = options.locale ?? 'ko';
  const unknown = new Set<string>();
  const missing = new Set<string>();
  /** A variable as it is shown; undefined when nobody knows it. */
  const valueOf = (spelling: string, authorsDefault: string | undefined): string | undefined => {
    const key = KEY_BY_SPELLING.get(spelling) ?? (Object.hasOwn(vars, spelling) ? spelling : undefined);
    if (key === undefined) {
      unknown.add(spelling);
      return undefined;
    }
    const value = String(vars[key] ?? '').trim();
    const fallback = authorsDefault ?? VARIABLE_BY_KEY.get(key)?.fallback?.[locale];
    if (value === '' && fallback === undefined) missing.add(spelling);
    return value === '' ? (fallback ?? '') : value;
  };
  if (isLiquid(text)) {
    const rendered = renderLiquid(text, { spellings: [...KEY_BY_SPELLING.keys(), ...Object.keys(vars)], valueOf });
    return { text: rendered, unknown: [...unknown], missing: [...missing] };
  }
  let rendered = '';
  let copiedTo = 0;
  for (const place of text.matchAll(PLACE)) {
    const [whole, spelling = '', authorsDefault, honorific = ''] = place;
    rendered += text.slice(copiedTo, place.index);
    copiedTo = place.index + whole.length;
    if (isParticle(spelling)) {
      rendered = josa(rendered, spelling) + honorific;
      continue;
    }
    const shown = valueOf(spelling, authorsDefault);
    if (shown === undefined) rendered += whole;
    else rendered += shown.endsWith('님') ? shown : shown + honorific;
  }
  return { text: rendered + text.slice(copiedTo), unknown: [...unknown], missing: [...missing] };
}
