import { type Josa, josa } from '../../../shared/hangul.ts';
import { KEY_BY_SPELLING, LIQUID_TAG, PLACE, TEMPLATE_VARIABLES } from '../contract/variables.ts';
import { isLiquid, renderLiquid } from './liquid.ts';

type Locale = 'ko' | 'en';

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

const VARIABLE_BY_KEY = new Map(TEMPLATE_VARIABLES.map((variable) => [variable.key, variable]));
/** The product's own English defaults by every spelling: they are common words, `your usual`, where a sentence may begin. */
const FALLBACKS_EN: ReadonlyMap<string, string | undefined> = new Map(
  [...KEY_BY_SPELLING].map(([spelling, key]) => [spelling, VARIABLE_BY_KEY.get(key)?.fallback?.en]),
);
const SENTENCE_START = /(?:^|[.!?\n])\s*$/;
const capitalise = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
const PARTICLES: ReadonlySet<string> = new Set<Josa>(['은/는', '이/가', '을/를', '으로/로', '와/과']);

function isParticle(text: string): text is Josa {
  return PARTICLES.has(text);
}

/**
 * Fills `{이름}`, `{name}`, `{단골메뉴|국수}` and particles such as `{을/를}`, which fit the text before them. Values are
 * put in as they are and never read as templates. `{이름}님, 오랜만이에요` for nobody's name: `고객님, 오랜만이에요`. A text with
 * `{{ }}` or `{% %}` is Liquid: `{{ 이름 | josa: "은/는" }}`, `{% if 단골메뉴 %}`, with the same variables and defaults; beside
 * its tags `{이름}` goes on to work.
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
    const known: ReadonlySet<string> = new Set([...KEY_BY_SPELLING.keys(), ...Object.keys(vars)]);
    const written = writeAsLiquid(text, { known, onUnknown: (spelling) => unknown.add(spelling) });
    const rendered = renderLiquid(written, {
      spellings: [...known],
      // A value that holds the sign of a particle would be read as one.
      valueOf: (spelling, authorsDefault) => valueOf(spelling, authorsDefault)?.replace(PARTICLE_SIGNS, ''),
    });
    return { text: placeParticles(rendered), unknown: [...unknown], missing: [...missing] };
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
    const filled = valueOf(spelling, authorsDefault);
    const isOurs = filled !== undefined && filled === FALLBACKS_EN.get(spelling);
    const shown = isOurs && SENTENCE_START.test(rendered) ? capitalise(filled) : filled;
    if (shown === undefined) rendered += whole;
    else rendered += shown.endsWith('님') ? shown : shown + honorific;
  }
  return { text: rendered + text.slice(copiedTo), unknown: [...unknown], missing: [...missing] };
}

/** Signs of private use, in which a particle waits for the words before it to be filled in. */
const [PARTICLE_FROM, PARTICLE_TO] = ['\u{E000}', '\u{E001}'];
const PARTICLE_SIGNS = /[\u{E000}\u{E001}]/gu;
const WAITING_PARTICLE = /\u{E000}([^\u{E000}\u{E001}]+)\u{E001}/u;

/** The single-braced places of a Liquid text, outside of its tags, as tags: `{단골메뉴|국수}` → `{{ 단골메뉴 | default: "국수" }}`. */
function writeAsLiquid(
  text: string,
  { known, onUnknown }: { known: ReadonlySet<string>; onUnknown: (spelling: string) => void },
): string {
  const between = (piece: string) =>
    piece.replaceAll(PLACE, (whole, spelling: string, authorsDefault: string | undefined, honorific = '') => {
      if (isParticle(spelling)) return PARTICLE_FROM + spelling + PARTICLE_TO + honorific;
      if (!known.has(spelling)) {
        onUnknown(spelling);
        return whole;
      }
      // A text of Liquid has no way to write the quote that it stands in.
      const fallback = authorsDefault === undefined ? '' : ` | default: "${authorsDefault.replaceAll('"', '”')}"`;
      return `{{ ${spelling}${fallback}${honorific === '' ? '' : ' | nim'} }}`;
    });
  let written = '';
  let copiedTo = 0;
  for (const tag of text.matchAll(LIQUID_TAG)) {
    written += between(text.slice(copiedTo, tag.index)) + tag[0];
    copiedTo = tag.index + tag[0].length;
  }
  return written + between(text.slice(copiedTo));
}

/** Each particle as the words before it want it, now that they stand there. */
function placeParticles(text: string): string {
  let placed = text;
  for (let found = WAITING_PARTICLE.exec(placed); found; found = WAITING_PARTICLE.exec(placed)) {
    const [whole, particle = ''] = found;
    placed = josa(placed.slice(0, found.index), particle as Josa) + placed.slice(found.index + whole.length);
  }
  return placed;
}
