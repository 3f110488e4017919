/** What keeps a number from standing as the sender; undefined: nothing (AD-50). */
export type SenderNumberProblem = 'not_digits' | 'length' | 'no_area_code' | 'extension' | 'prefix';

/**
 * Checks a sender number as the law wants it registered (AD-50): 8–11 digits with area code, representative numbers
 * (15xx, 16xx, 18xx) exactly 8 without extension, 030 and 050 numbers up to 12. `02-123-4567` → 021234567.
 */
export function readSenderNumber(text: string): { number: string } | { problem: SenderNumberProblem } {
  const number = text.normalize('NFKC').replace(/[\s().-]/g, '');
  if (!/^\d+$/.test(number)) return { problem: 'not_digits' };
  if (/^1[568]/.test(number)) return number.length === 8 ? { number } : { problem: 'extension' };
  if (!number.startsWith('0')) return { problem: 'no_area_code' };
  if (/^0[35]0/.test(number)) return number.length >= 10 && number.length <= 12 ? { number } : { problem: 'length' };
  if (!/^0(?:1[016789]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80)/.test(number)) return { problem: 'prefix' };
  return number.length >= 9 && number.length <= 11 ? { number } : { problem: 'length' };
}
