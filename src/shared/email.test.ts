import { describe, expect, it } from 'vitest';
import { normaliseEmail } from './email.ts';

describe('normaliseEmail', () => {
  it.each([
    [' Kim.Hana@Example.COM ', 'kim.hana@example.com'],
    ['ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'kim@example.com'],
    ['mailto:kim@example.com', 'kim@example.com'],
    ['kim+shop@mail.example.co.kr', 'kim+shop@mail.example.co.kr'],
    ['\u200bkim@example.com', 'kim@example.com'],
    ['kim@한글.한국', 'kim@한글.한국'],
    ['kim@xn--bj0bj06e.xn--3e0b707e', 'kim@xn--bj0bj06e.xn--3e0b707e'],
    ['o_b-1@a.io', 'o_b-1@a.io'],
  ])('reads %j as %s', (text, email) => {
    expect(normaliseEmail(text)).toBe(email);
  });

  it.each([
    '',
    'kim',
    'kim@',
    '@example.com',
    'kim@example',
    'kim@@example.com',
    'kim@exa mple.com',
    'kim hana@example.com',
    'Kim <kim@example.com>',
    'a@b.com, c@d.com',
    '.kim@example.com',
    'kim.@example.com',
    'k..m@example.com',
    'kim@-example.com',
    'kim@example..com',
    'kim@example.c',
    'kim@127.0.0.1',
    'kim@example.com\r\nBcc: all@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
  ])('does not take %j for an address', (text) => {
    expect(normaliseEmail(text)).toBeUndefined();
  });
});
