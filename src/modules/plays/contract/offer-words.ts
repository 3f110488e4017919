import { formatMoney } from '../../../shared/money.ts';
import { addDays, formatDay } from '../../../shared/time.ts';
import { languageOf } from '../../messaging/contract.ts';
import type { Offer, Play } from './play.ts';

/** Stands in a preview where each person's own code will. */
export const SAMPLE_CODE = 'K7M-4RX-92D';

/** What the offer is in words, in the language of the message: `2,000원 할인`, `10% off from ₩20,000`. Empty without one. */
export function describeOffer(offer: Offer, currency: string, locale: 'ko' | 'en'): string {
  if (offer.kind === 'none') return '';
  const value = offer.kind === 'amount' ? formatMoney(offer.value, currency, locale) : `${offer.value}%`;
  const least = offer.minSpendMinor > 0 ? formatMoney(offer.minSpendMinor, currency, locale) : '';
  if (locale === 'ko') return `${least ? `${least} 이상 주문하시면 ` : ''}${value} 할인`;
  return `${value} off${least ? ` from ${least}` : ''}`;
}

/** Last business day on which a coupon given out today is good; null without a coupon. */
export function validUntil(offer: Offer, today: string): string | null {
  return offer.kind === 'none' ? null : addDays(today, offer.validDays);
}

/** The language of a message is that of its words, whatever language its author's screen was in. */
export const localeOf = ({ subject, body, locale }: Play['message']) => languageOf(`${subject}\n${body}`, locale);

/** What a play says to everybody alike: its offer, its last day and, for a preview, a code. Empty without a coupon. */
export function wordsOfOffer(
  play: Pick<Play, 'message' | 'offer'>,
  { currency, today }: { currency: string; today: string },
): { offer: string; until: string; coupon: string } {
  const lastDay = validUntil(play.offer, today);
  const locale = localeOf(play.message);
  return {
    offer: describeOffer(play.offer, currency, locale),
    until: lastDay === null ? '' : formatDay(lastDay, locale),
    coupon: lastDay === null ? '' : SAMPLE_CODE,
  };
}
