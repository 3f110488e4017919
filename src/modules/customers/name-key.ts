/**
 * A name as it is compared where a number or an address is the same: blanks, case and a polite 님 tell nobody apart.
 * Only after two letters: 김님 stays. Worked: ` 김 하나 고객님` → `김하나`; `Anne Lee` → `annelee`.
 */
export function nameKeyOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(?<=[가-힣]{2})(?:고객|회원)?님$/u, '');
}

/** The same in SQL, of the expression `name`. */
export const nameKeySql = (name: string) =>
  `regexp_replace(lower(regexp_replace(normalize(${name}, nfc), '\\s+', '', 'g')), '(?<=[가-힣]{2})(고객|회원)?님$', '')`;
