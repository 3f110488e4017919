import { describe, expect, it } from 'vitest';
import { composeText, type TextDraft } from './compose-text.ts';
import { lintAdLabel } from './lint.ts';

const AD: TextDraft = {
  class: 'ad',
  channel: 'sms',
  text: '이번주 단골 쿠폰 2,000원!',
  senderName: '온기식당',
  contact: '02-123-4567',
  senderNumber: '021234567',
  refusalNumber: '0801234567',
};

describe('an advertisement by text message (§2.3, AD-20, AD-21)', () => {
  it('is the short vector of §8 when it comes from the number that answers', () => {
    const { text, bytes, medium } = composeText(AD);
    expect(text).toBe('(광고)온기식당\n이번주 단골 쿠폰 2,000원!\n무료거부0801234567');
    expect({ bytes, medium }).toEqual({ bytes: 59, medium: 'sms' });
  });

  it('is the long vector of §8 with its contact', () => {
    const { text, bytes, medium, chips } = composeText({
      ...AD,
      senderNumber: '0700000000',
      text: '오랜만이에요 김하나님. 자주 드시던 마라탕 2,000원 쿠폰을 11/30까지 쓰실 수 있어요.',
    });
    expect(text).toMatch(/^\(광고\)온기식당 02-123-4567\n.+\n무료수신거부 080-123-4567$/);
    expect({ bytes, medium }).toEqual({ bytes: 135, medium: 'lms' });
    expect(chips.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'label start',
      'sender start',
      'contact start',
      'opt_out end',
    ]);
  });

  it('a long name tips one person’s message into LMS (AD-31)', () => {
    const text = (name: string) => ({ ...AD, text: `${name}님 이번주까지 단골 쿠폰 2,000원 쓰실 수 있어요` });
    expect(composeText(text('김하나')).medium).toBe('sms');
    expect(composeText(text('남궁하늘별빛나래울')).medium).toBe('lms');
  });

  it.each(['senderName', 'contact', 'refusalNumber'] as const)('is refused without %s', (part) => {
    expect(() => composeText({ ...AD, [part]: '' })).toThrow(/lacks parts/);
  });

  it('does not take a number that costs the caller', () => {
    expect(() => composeText({ ...AD, refusalNumber: '021234567' })).toThrow(/lacks parts/);
  });

  it('keeps the label whatever the author writes', () => {
    expect(lintAdLabel(composeText({ ...AD, text: '[광고] 세일' }).text)).toEqual({ ok: true });
  });

  it('adds nothing to information, and refuses what no carrier takes', () => {
    expect(composeText({ ...AD, class: 'info', text: '예약이 확정되었습니다.' })).toMatchObject({
      text: '예약이 확정되었습니다.',
      chips: [],
    });
    expect(() => composeText({ ...AD, text: '가'.repeat(1_000) })).toThrow(/bytes/);
  });
});
