import { z } from 'zod';
import { many } from './english.ts';
import type { UserMessage } from './errors.ts';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** What a text must be, by the name of its format. */
const FORMATS: Readonly<Record<string, UserMessage>> = {
  email: { ko: '이메일 주소가 아니에요.', en: 'This is not an e-mail address.' },
  url: {
    ko: '웹 주소여야 해요 (예: https://example.com).',
    en: 'This must be a web address, such as https://example.com.',
  },
  uuid: { ko: '여기서 준 번호(ID)가 아니에요.', en: 'This is not an id that was given here.' },
  datetime: {
    ko: '시간대가 붙은 때여야 해요 (예: 2026-11-20T19:30:00+09:00).',
    en: 'This must be a time with its offset, such as 2026-11-20T19:30:00+09:00.',
  },
  date: { ko: '실제 날짜여야 해요 (예: 2026-11-20).', en: 'This must be a real date, such as 2026-11-20.' },
};

const KINDS: Readonly<Record<string, UserMessage>> = {
  string: { ko: '글자여야 해요.', en: 'This must be text.' },
  number: { ko: '숫자여야 해요.', en: 'This must be a number.' },
  int: { ko: '정수여야 해요.', en: 'This must be a whole number.' },
  boolean: { ko: '참이나 거짓이어야 해요.', en: 'This must be true or false.' },
  array: { ko: '목록이어야 해요.', en: 'This must be a list.' },
  object: { ko: '이름과 값의 묶음({ … })이어야 해요.', en: 'This must be an object ({ … }).' },
  record: { ko: '이름과 값의 묶음({ … })이어야 해요.', en: 'This must be an object ({ … }).' },
};

/** What an issue counts: signs of a text, entries of a list, or the number itself. */
function bound(origin: string, most: { ko: string; en: string; count: string }): UserMessage {
  const { ko, en, count } = most;
  if (origin === 'string')
    return { ko: `${count}자 ${ko} 해요.`, en: `This must have ${en} ${many(Number(count), 'sign')}.` };
  if (origin === 'array' || origin === 'set')
    return { ko: `${count}개 ${ko} 해요.`, en: `This must have ${en} ${many(Number(count), 'entry', 'entries')}.` };
  return { ko: `${count} ${ko} 해요.`, en: `This must be ${en} ${count}.` };
}

/** What is wrong in words that no programmer is needed for; undefined where zod's own have to do. */
function wordsOf(issue: Issue): UserMessage | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return { ko: '빠져 있어요.', en: 'This is missing.' };
      return KINDS[issue.expected];
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1)
        return { ko: '비어 있으면 안 돼요.', en: 'This must not be empty.' };
      return bound(issue.origin, { ko: '이상이어야', en: 'at least', count: String(issue.minimum) });
    case 'too_big':
      return bound(issue.origin, { ko: '이하여야', en: 'at most', count: String(issue.maximum) });
    case 'invalid_format':
      return (
        FORMATS[issue.format] ?? {
          ko: '쓸 수 없는 글자나 모양이에요.',
          en: 'This has signs or a shape that cannot be used.',
        }
      );
    case 'unrecognized_keys':
      return { ko: `모르는 칸이에요: ${issue.keys.join(', ')}`, en: `Unknown fields: ${issue.keys.join(', ')}` };
    case 'invalid_value':
      return {
        ko: `${issue.values.map(String).join(', ')} 가운데 하나여야 해요.`,
        en: `This must be one of ${issue.values.map(String).join(', ')}.`,
      };
    case 'custom':
      return zWords.safeParse(issue.params).data?.words;
    default:
      return undefined;
  }
}

const zWords = z.object({ words: z.object({ ko: z.string(), en: z.string() }) });

const FALLBACK = { ko: z.locales.ko().localeError, en: z.locales.en().localeError };

/** What is wrong with an input, in the languages of the product: `schema.safeParse(input, { error: ZOD_WORDS[locale] })`. */
export const ZOD_WORDS = {
  ko: (issue: Issue) => wordsOf(issue)?.ko ?? FALLBACK.ko(issue),
  en: (issue: Issue) => wordsOf(issue)?.en ?? FALLBACK.en(issue),
};
