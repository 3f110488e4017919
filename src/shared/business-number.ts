const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5] as const;
const DIGITS = 10;

/**
 * A business registration number (사업자등록번호) as ten digits, or undefined where the text is none (OP-60, S54): each of the
 * first nine digits times its weight, and the tens of five times the ninth, are summed; the tenth brings the sum to a full
 * ten. Says nothing of whether the business is open. Worked: 220-81-62517 → `2208162517`; 124-81-00999 → undefined.
 */
export function readBusinessNumber(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[\s.\-‐–—]/g, '');
  if (!/^\d{10}$/.test(digits)) return undefined;
  const at = (place: number) => Number(digits[place]);
  const weighed = WEIGHTS.reduce((sum, weight, place) => sum + at(place) * weight, 0);
  const sum = weighed + Math.floor((5 * at(DIGITS - 2)) / 10);
  return (10 - (sum % 10)) % 10 === at(DIGITS - 1) ? digits : undefined;
}

/** As it is written: `2208162517` → `220-81-62517`. Anything else stays as it is. */
export function formatBusinessNumber(digits: string): string {
  return digits.replace(/^(\d{3})(\d{2})(\d{5})$/, '$1-$2-$3');
}
