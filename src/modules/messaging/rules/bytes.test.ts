import { describe, expect, it } from 'vitest';
import { countBytes, cutToBytes, decideTextMedium, replaceNotEncodable } from './bytes.ts';

describe('bytes as the carriers count them (AD-30)', () => {
  it.each([
    ['(광고)온기식당\n이번주 단골 쿠폰 2,000원!\n무료거부0801234567', 59, 'sms'],
    [
      '(광고)온기식당 02-123-4567\n오랜만이에요 김하나님. 자주 드시던 마라탕 2,000원 쿠폰을 11/30까지 쓰실 수 있어요.\n무료수신거부 080-123-4567',
      135,
      'lms',
    ],
    ['온기식당 11/25(수) 18:30 2명 예약이 확정되었습니다.', 51, 'sms'],
  ] as const)('%j is %i bytes and goes as %s (§8)', (text, bytes, medium) => {
    expect(countBytes(text)).toEqual({ bytes, notEncodable: [] });
    expect(decideTextMedium(countBytes(text).bytes)).toBe(medium);
  });

  it.each(['😀', '₩', '—', '–', '〜', 'é', '뷁', '펲', '똠', '힣', '햏'])('%s is not in KS X 1001', (sign) => {
    expect(countBytes(`가${sign}나`)).toEqual({ bytes: 6, notEncodable: [sign] });
  });

  it.each(['￦', '…', '①', '“', '”', '·', 'ㆍ', '※', '☎', '♥'])('%s is', (sign) => {
    expect(countBytes(sign)).toEqual({ bytes: 2, notEncodable: [] });
  });

  it('counts the same for both line breaks', () => {
    expect(countBytes('가\r\n나')).toEqual(countBytes('가\n나'));
    expect(countBytes('가\n나').bytes).toBe(5);
  });

  it('offers a stand-in where there is one', () => {
    expect(replaceNotEncodable('₩2,000 — café 뷁')).toBe('원2,000 - cafe 뷁');
  });

  it('cuts between signs, at 90 and at 2,000 bytes the medium changes', () => {
    expect(cutToBytes('가나다', 5)).toBe('가나');
    expect(decideTextMedium(countBytes('가'.repeat(45)).bytes)).toBe('sms');
    expect(decideTextMedium(countBytes(`${'가'.repeat(45)}a`).bytes)).toBe('lms');
    expect(decideTextMedium(countBytes('가'.repeat(1_000)).bytes)).toBe('lms');
    expect(decideTextMedium(countBytes(`${'가'.repeat(1_000)}a`).bytes)).toBeUndefined();
    expect(decideTextMedium(countBytes('가').bytes, { hasImage: true })).toBe('mms');
  });
});
