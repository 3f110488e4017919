import { AppError } from '../../shared/errors.ts';
import { isNestedDeeper, MAX_NESTING } from '../../shared/json.ts';

/**
 * Refuses a body whose lists and records stand more than `MAX_NESTING` within each other, whole: rows that are merely deeper
 * than is kept are refused one by one where they are read. @throws AppError invalid_input
 */
export function refuseDeep(body: unknown): void {
  if (!isNestedDeeper(body)) return;
  throw new AppError('invalid_input', `a body nested deeper than ${MAX_NESTING}`, {
    userMessage: {
      ko: `보낸 내용이 ${MAX_NESTING}겹보다 깊게 들어 있어요. 더 얕게 만들어 다시 보내 주세요. 아무것도 저장하지 않았어요.`,
      en: `What was sent is nested more than ${MAX_NESTING} deep. Flatten it and send it again. Nothing was stored.`,
    },
  });
}
