import { expect, it } from 'vitest';
import { z } from 'zod';
import { mustBe } from './must-be.ts';
import { ZOD_WORDS } from './zod-words.ts';

const even = z.number().refine((value) => value % 2 === 0, mustBe({ ko: '짝수여야 해요.', en: 'This must be even.' }));

it.each([
  [
    z.string().regex(/^[a-z]+$/),
    'A1',
    '쓸 수 없는 글자나 모양이에요.',
    'This has signs or a shape that cannot be used.',
  ],
  [z.array(z.string()).min(1), [], '1개 이상이어야 해요.', 'This must have at least 1 entry.'],
  [z.string().max(2), 'abc', '2자 이하여야 해요.', 'This must have at most 2 signs.'],
  [z.number().max(2), 3, '2 이하여야 해요.', 'This must be at most 2.'],
  [z.string(), undefined, '빠져 있어요.', 'This is missing.'],
  [z.string(), 3, '글자여야 해요.', 'This must be text.'],
  [
    z.url(),
    'abc',
    '웹 주소여야 해요 (예: https://example.com).',
    'This must be a web address, such as https://example.com.',
  ],
  [z.enum(['a', 'b']), 'c', 'a, b 가운데 하나여야 해요.', 'This must be one of a, b.'],
  [z.strictObject({}), { x: 1 }, '모르는 칸이에요: x', 'Unknown fields: x'],
  [even, 3, '짝수여야 해요.', 'This must be even.'],
])('says what is wrong in both languages (%#)', (schema, input, ko, en) => {
  const said = (locale: 'ko' | 'en') =>
    schema.safeParse(input, { error: ZOD_WORDS[locale] }).error?.issues.map(({ message }) => message);
  expect(said('ko')).toEqual([ko]);
  expect(said('en')).toEqual([en]);
});
