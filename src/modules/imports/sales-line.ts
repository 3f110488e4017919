import type { Birthday } from '../../shared/birthday.ts';
/** What a line of a sale is: sold, given back, cancelled before it was paid, or given for nothing. */
export type SalesLineKind = 'sale' | 'refund' | 'void' | 'comp';

/** One line of a receipt as a file tells it, before it meets the database. Text is trimmed; an absent field was empty. */
export interface SalesLine {
  /** Line of the file on which the row begins (the header is line 1). */
  lineNumber: number;
  orderNo: string;
  /** `YYYY-MM-DDTHH:mm:ss`, local to the shop; or with an offset (`Z`, `+09:00`), then an instant. */
  orderedAt: string;
  itemName: string;
  itemCode?: string;
  category?: string;
  /** How it was ordered, joined by `, `: `2단계, 곱빼기`. */
  options?: string;
  /** Up to three decimals; negative when given back. */
  quantity: number;
  /** The line's total after discount in minor units; negative when given back. */
  amountMinor: number;
  /** Informative: the amount counts. */
  unitPriceMinor?: number;
  costMinor?: number;
  channel?: string;
  kind: SalesLineKind;
  /** The person's number in the system the file comes from. */
  customerId?: string;
  customerName?: string;
  customerPhone?: string;
  customerEmail?: string;
  cardNo?: string;
  tableNo?: string;
  covers?: number;
  couponCode?: string;
  staff?: string;
  /** Further columns a map keeps, by the name it gives them. */
  custom?: Record<string, string>;
}

/** One person as a customers file tells her. Phone and e-mail are the file's own text: they are normalised later. */
export interface CustomerRecord {
  lineNumber: number;
  customerId?: string;
  phone?: string;
  email?: string;
  name?: string;
  givenName?: string;
  familyName?: string;
  /** `YYYY-MM-DD`, a real date. */
  birthDate?: string;
  /** Where the birth date does not say it: by the moon, or without a year. */
  birthday?: Birthday;
  gender?: string;
  address?: string;
  streetNumber?: string;
  street?: string;
  suburb?: string;
  city?: string;
  state?: string;
  postcode?: string;
  country?: string;
  note?: string;
  tags?: string[];
  points?: number;
  /** As `SalesLine.orderedAt`. */
  joinedAt?: string;
  source?: string;
  marketingConsent?: 'granted' | 'refused' | 'absent';
  consentAt?: string;
  consentMethod?: string;
  custom?: Record<string, string>;
}
