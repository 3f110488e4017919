/** Fewer signs than this are a table number or a typing error, not a card. */
const MIN_CARD_LENGTH = 4;
const PAYMENT_CARD = /^\d{13,19}$/;

/**
 * The number of a card of the shop (membership, stamp) as it is compared: without blanks and hyphens, upper case.
 * Undefined for a blank, for a masked number and for the number of a payment card, which must not be kept.
 */
export function identityCard(text: string): string | undefined {
  const card = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (card.length < MIN_CARD_LENGTH || /[*•Xx]{3,}/.test(card)) return undefined;
  if (PAYMENT_CARD.test(card) && passesLuhn(card)) return undefined;
  return card;
}

/** Check digit of payment cards (ISO/IEC 7812-1): 4539578763621486 passes, 4539578763621487 does not. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
