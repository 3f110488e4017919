import { z } from 'zod';
import { parseAmountMinor } from '../../../../shared/money.ts';
import { looksLikeResidentNumber } from '../../../../shared/resident-number.ts';
import { instantOfLocal } from '../../../../shared/time.ts';
import type { PersonClue } from '../../../customers/index.ts';
import type { Part } from '../parts.ts';
import { ReadingProblem } from '../problem.ts';

/** An id: platforms write them as numbers or texts; ours are texts, digit for digit. */
export const zPlatformId = z.union([z.string().min(1).max(200), z.number().int()]).transform(String);
export const zText = z
  .string()
  .nullish()
  .transform((text) => text?.trim() ?? '');
/** An amount as written; read with `readAmount`. */
export const zWritten = z.union([z.string(), z.number()]);

/** A part of a body in its shape. @throws ReadingProblem naming the first place that is not as it should be */
export function readShape<S extends z.ZodType>(schema: S, value: unknown, at = ''): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = [...(at ? [at] : []), ...(parsed.error.issues[0]?.path ?? [])].join('.');
  throw new ReadingProblem({ code: 'shape', path });
}

/** Minor units of an amount as written; `12.50` in pounds is 1250. @throws ReadingProblem */
export function readAmount(value: string | number, currency: string, path: string): number {
  const amountMinor = parseAmountMinor(String(value), currency);
  if (amountMinor === undefined) throw new ReadingProblem({ code: 'amount', path });
  return amountMinor;
}

/** @throws ReadingProblem when the order is in another currency than the shop counts in */
export function refuseOtherCurrency(found: string, expected: string): void {
  if (found.toUpperCase() === expected) return;
  throw new ReadingProblem({ code: 'currency', found: found.slice(0, 3).toUpperCase(), expected });
}

const EPOCH = /^\d{10}(\d{3})?$/;
const WITH_OFFSET = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/;

/** An instant as ISO text in UTC, which sorts; local times are the shop's. @throws ReadingProblem */
export function readInstant(value: string | number, timeZone: string, path: string): string {
  const text = String(value).trim();
  const epoch = EPOCH.exec(text);
  const at = epoch
    ? new Date(Number(text) * (epoch[1] === undefined ? 1_000 : 1))
    : WITH_OFFSET.test(text)
      ? new Date(text)
      : readLocal(text, timeZone);
  if (!at || Number.isNaN(at.getTime())) throw new ReadingProblem({ code: 'date', path });
  return at.toISOString();
}

function readLocal(text: string, timeZone: string): Date | undefined {
  try {
    return instantOfLocal(
      text.replace(/^(\d{4})[./](\d\d?)[./](\d\d?)/, (_, y, m, d) => `${y}-${pad(m)}-${pad(d)}`),
      timeZone,
    );
  } catch {
    return undefined;
  }
}
const pad = (part: string) => part.padStart(2, '0');

/**
 * Blank parts are left out; a name or id in which a resident number stands is not taken at all (PV-12). Thirteen digits
 * are no such number where the platform itself counts its people (`isCounted`).
 */
export function toClue(clue: {
  source: string;
  externalId?: string | undefined;
  isCounted?: boolean;
  name?: string;
  phone?: string;
  email?: string;
  cardNo?: string;
}): PersonClue | undefined {
  const { source, isCounted = false, name = '', phone = '', email = '', cardNo = '' } = clue;
  const usable = (text: string) => (text === '' || looksLikeResidentNumber(text) ? undefined : text.slice(0, 200));
  const externalId = isCounted ? clue.externalId : usable(clue.externalId ?? '');
  const person: PersonClue = {
    externalIds: externalId ? [{ source, externalId }] : [],
    name: usable(name),
    phone: usable(phone),
    email: usable(email),
    cardNo: usable(cardNo),
  };
  const saysSomething = externalId || person.name || person.phone || person.email || person.cardNo;
  return saysSomething ? person : undefined;
}

/** A Korean name in one word, others with the given name first (OP-70). */
export function joinName(given: string, family: string): string {
  return /[가-힣]/.test(given + family) ? `${family}${given}` : `${given} ${family}`.trim();
}

export const NO_ORDER_DETAILS: Omit<NonNullable<Part['order']>, 'orderNo' | 'orderedAt'> = {
  channel: '',
  tableNo: '',
  covers: null,
  couponCode: '',
  staffName: '',
};

/** What lines without an item of the menu are called. */
export function lineWords(currency: string) {
  return currency === 'KRW'
    ? {
        shipping: '배송비',
        otherRefund: '기타 환불',
        payment: '결제 (품목 없음)',
        several: '여러 상품',
        serviceCharge: '봉사료',
      }
    : {
        shipping: 'Shipping',
        otherRefund: 'Other refund',
        payment: 'Payment (no items)',
        several: 'Several items',
        serviceCharge: 'Service charge',
      };
}
