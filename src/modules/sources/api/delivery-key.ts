import { AppError } from '../../../shared/errors.ts';

/** Whether a row brings its own key. */
export const hasOwnKey = (row: unknown) => typeof row === 'object' && row !== null && 'idempotencyKey' in row;

export function noDeliveryKey(): AppError {
  return new AppError('invalid_input', 'neither Idempotency-Key nor keys of rows', {
    userMessage: {
      ko: 'Idempotency-Key 헤더나 줄마다 idempotencyKey가 있어야 해요. 다시 보내도 한 번만 저장하려고 써요. 아무것도 저장하지 않았어요.',
      en: 'Send an Idempotency-Key header, or an idempotencyKey with each row: with it, what is sent again is stored once. Nothing was stored.',
    },
  });
}

export function deliveryKeyReused(): AppError {
  const userMessage = {
    ko: '이 Idempotency-Key로 다른 내용을 이미 저장했어요. 새 키로 다시 보내 주세요. 이번 내용은 저장하지 않았어요.',
    en: 'This Idempotency-Key was used for something else. Send this again with a new key. Nothing of it was stored.',
  };
  return new AppError('conflict', 'Idempotency-Key of another body', {
    userMessage,
    details: { issues: [{ path: 'headers.idempotency-key', message: userMessage.en }] },
  });
}

/** The Idempotency-Key header, when it can be kept. @throws AppError invalid_input */
export function readDeliveryKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length >= 1 && header.length <= 190) return header;
  const userMessage = {
    ko: 'Idempotency-Key는 1~190자인 키 하나예요.',
    en: 'Idempotency-Key is one key of 1 to 190 signs.',
  };
  throw new AppError('invalid_input', 'Idempotency-Key', {
    userMessage,
    details: { issues: [{ path: 'headers.idempotency-key', message: userMessage.en }] },
  });
}
