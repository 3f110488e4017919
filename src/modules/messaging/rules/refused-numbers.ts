import { parsePhone } from '../../../shared/phone.ts';

/** A day, alone or before an hour: provider lists put it beside each number. */
const DAY = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}\b/;
const HAS_NUMBER = /\d(?:\D*\d){6}/;

/**
 * Numbers out of a list as people copy it from a provider's page: one a line, or between commas, tabs and semicolons, with
 * whatever stands beside them. Each number once, as E.164; what looks like a number and is none is given back.
 * Worked: `010-1234-5678, 2026-11-21 10:00\n1234567` → ['+821012345678'], unreadable ['1234567'].
 */
export function readRefusedNumbers(text: string): { numbers: string[]; unreadable: string[] } {
  const numbers = new Set<string>();
  const unreadable: string[] = [];
  const read = (piece: string): void => {
    const number = parsePhone(piece)?.e164;
    if (number !== undefined) numbers.add(number);
    else if (/\s/.test(piece)) for (const part of piece.split(/\s+/)) read(part);
    else if (HAS_NUMBER.test(piece)) unreadable.push(piece);
  };
  for (const piece of text.split(/[\n\r,;\t|]+/)) {
    const written = piece.trim().replace(/^['"]+|['"]+$/g, '');
    if (written !== '' && !DAY.test(written)) read(written);
  }
  return { numbers: [...numbers], unreadable };
}
