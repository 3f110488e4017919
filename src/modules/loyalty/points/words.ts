import { AppError } from '../../../shared/errors.ts';

const REFUSED = {
  off: {
    ko: '적립 규칙이 꺼져 있어요. 대표님이 켜면 쓸 수 있어요.',
    en: 'The points programme is off. The owner can turn it on.',
  },
  too_many: {
    ko: '오늘은 이 번호로 더 적립할 수 없어요. 대표님께 알려 두었어요.',
    en: 'This number cannot earn again today. The owner has been told.',
  },
  too_late: {
    ko: '결제한 지 오래됐어요. 24시간 안에 영수증 번호로만 적립할 수 있어요.',
    en: 'The sale is too long ago. It can earn within 24 hours, with the number of the receipt.',
  },
  receipt_of_another: {
    ko: '다른 번호로 이미 적립한 영수증이에요.',
    en: 'This receipt has earned for another number already.',
  },
  not_enough: { ko: '쓸 수 있는 만큼보다 많아요. 남은 포인트를 확인해 주세요.', en: 'That is more than there is.' },
} as const;

/** A sale that does not earn, in words. */
export function saleRefused(reason: keyof typeof REFUSED): AppError {
  return new AppError('conflict', `no points: ${reason}`, { userMessage: REFUSED[reason], details: { reason } });
}

/** A movement that cannot be, in words. */
export const notBooked = () => saleRefused('not_enough');
