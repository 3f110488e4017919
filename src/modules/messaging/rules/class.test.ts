import { describe, expect, it } from 'vitest';
import { proposeClass } from './class.ts';

describe('the class a text is taken for (AD-01 … AD-04)', () => {
  it.each([
    ['온기식당 11/25(수) 18:30 2명 예약이 확정되었습니다.', 'info', 'AD-02'],
    ['온기식당 11/25(수) 18:30 예약이 확정되었습니다. 다음 방문 시 10% 할인', 'ad', 'AD-04'],
    ['대기 번호 12번, 입장해 주세요.', 'info', 'AD-02'],
    ['구매하신 금액으로 포인트가 적립되었습니다.', 'info', 'AD-02'],
    ['인증번호 482913 을 입력해 주세요.', 'auth', 'AD-01'],
    ['[온기식당] 수신거부 처리 완료 (요청일 2026-11-21). 더 이상 광고를 보내지 않습니다.', 'notice_legal', 'AD-14'],
    [
      '[온기식당] 2024-11-22에 광고성 정보(문자) 수신에 동의하셨습니다. 철회: 080-123-4567(무료)',
      'notice_legal',
      'AD-15',
    ],
    ['새해 복 많이 받으세요. 온기식당 드림', 'ad', 'AD-01'],
    ['이번 주 일요일은 쉽니다.', 'ad', 'AD-01'],
    ['신메뉴 나왔어요', 'ad', 'AD-04'],
  ] as const)('%s → %s by %s', (text, expected, rule) => {
    expect(proposeClass(text)).toMatchObject({ class: expected, rule });
  });
});
