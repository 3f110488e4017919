/** Kinds of sensitive information (PV-14) that a note gives away by its words. */
export type SensitiveKind = 'health' | 'religion' | 'politics' | 'origin';

/**
 * Words that say something about health, belief, politics or origin. Only words that mean it nearly always: a warning at
 * every second note would be clicked away (`당` alone, `약속` or `간장` are food and dates).
 */
const WORDS: Readonly<Record<SensitiveKind, readonly RegExp[]>> = {
  health: [
    /알레르기|알러지|알레지|아나필락시스/,
    /임신|임산부|입덧|난임|수유 ?중/,
    /당뇨|고혈압|저혈압|고지혈|심장병|협심증|뇌졸중|간염|신장병|투석|암 ?환자|항암|백혈병|천식|아토피|건선|탈모|무좀/,
    /우울증|공황|불면증|조현병|치매|자폐|ADHD|정신과|복용 ?중|처방|수술|장애인|장애 ?등급|휠체어|유당 ?불내|글루텐|셀리악/i,
    /\b(allerg\w*|anaphyla\w*|pregnan\w*|diabet\w*|hypertension|asthma|cancer|chemo\w*|celiac|coeliac|gluten|lactose|epilep\w*|depress(?:ion|ed)|dementia|disab(?:led|ility)|wheelchair|prescription|surgery)\b/i,
  ],
  religion: [
    /기독교|개신교|천주교|가톨릭|불교|이슬람|무슬림|할랄|코셔|교인|신도|목사|스님|신부님|수녀|원불교/,
    /\b(christian|catholic|buddhist|muslim|islam\w*|jewish|hindu|halal|kosher)\b/i,
  ],
  politics: [/노조|노동조합|당원|정당|보수 ?성향|진보 ?성향/, /\b(trade union|union member|party member)\b/i],
  origin: [/혼혈|다문화 ?가정|탈북|조선족|고려인/, /\b(ethnic\w*|race)\b/i],
};

/** Said wherever a note tells something sensitive, on the card, in a file and to a program alike (PV-14). */
export const SENSITIVE_NOTE_WORDS = {
  ko: '누구나 보는 메모보다 ‘건강 같은 민감한 정보’에 적어 주세요.',
  en: 'Write it under “Health and other sensitive data”, not in the note that everybody sees.',
};

/** A word in a text that says something sensitive, with its place. */
export interface SensitiveWord {
  kind: SensitiveKind;
  word: string;
  at: number;
}

/**
 * Words in a note that belong into a protected field, in the order they stand (PV-14). A warning, never a refusal; the
 * one who writes decides. Nothing found → []. Worked: `땅콩 알레르기, 창가 자리` → [{kind: 'health', word: '알레르기', at: 3}].
 */
export function findSensitiveWords(text: string): SensitiveWord[] {
  const plain = text.normalize('NFC');
  const found = (Object.keys(WORDS) as SensitiveKind[]).flatMap((kind) =>
    WORDS[kind].flatMap((pattern) =>
      [...plain.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map((match) => ({
        kind,
        word: match[0],
        at: match.index,
      })),
    ),
  );
  return found.sort((a, b) => a.at - b.at);
}

/** Whether a note that everybody would see says something sensitive, so that it is left out. Worked: `땅콩 알레르기` → true; none → false. */
export const isSensitiveNote = (note: string | undefined): boolean =>
  note !== undefined && findSensitiveWords(note).length > 0;
