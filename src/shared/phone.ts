import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

/** OP-02, and `tollfree` (080). */
export type PhoneKind = 'mobile' | 'landline' | 'virtual050' | 'voip' | 'rep15xx' | 'tollfree' | 'foreign';

/** A number understood: `e164` to store, `national` to show, `last4` to look up at the till (OP-03). */
export interface ParsedPhone {
  e164: string;
  /** `010-1234-5678`; for a foreign number its international form, `+44 7400 123456`. */
  national: string;
  kind: PhoneKind;
  last4: string;
  /** Whether the number says who somebody is; only a Korean mobile does, and a virtual number never (OP-02). */
  isIdentity: boolean;
}

/** A Korean prefix, how many digits may follow it, and its kind (OP-01; lengths from memory, checked by the vectors of §8). */
const KOREAN_PREFIXES: readonly { prefix: RegExp; kind: PhoneKind; following: readonly number[] }[] = [
  { prefix: /^010/, kind: 'mobile', following: [8] },
  { prefix: /^01[16789]/, kind: 'mobile', following: [7, 8] },
  { prefix: /^02/, kind: 'landline', following: [7, 8] },
  { prefix: /^0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])/, kind: 'landline', following: [7, 8] },
  { prefix: /^070/, kind: 'voip', following: [8] },
  { prefix: /^080/, kind: 'tollfree', following: [7, 8] },
  { prefix: /^050\d/, kind: 'virtual050', following: [7, 8] },
];

const REPRESENTATIVE = /^1[568]\d{6}$/;
/** Numbers typed in to get past a compulsory field; shared by many people, so no identity. */
const PLACEHOLDER_MOBILE = /^010(?:0{8}|1{8})$/;

/** Nine numbers out of ten: worth a way around the rest, as an import reads one per line. */
const PLAIN_MOBILE = /^010-?(\d{4})-?(\d{4})$/;

/**
 * Reads a phone number in any shape people write it: full-width digits, dots, `+82 (0)10`, `82-(0)10`, and a mobile
 * whose leading zero a spreadsheet ate (`1012345678`). `country` is where a number without a country code belongs.
 * Undefined when it is no number of that country: too short, letters in it, an emergency or premium number.
 */
export function parsePhone(text: string, options: { country?: string } = {}): ParsedPhone | undefined {
  const country = options.country ?? 'KR';
  const mobile = country === 'KR' ? PLAIN_MOBILE.exec(text) : null;
  if (mobile) return parseKorean(`010${mobile[1]}${mobile[2]}`);
  const written = withoutSpreadsheetMarks(text.normalize('NFKC').trim());
  if (!/^\+?[\d\s().\-‐-―−/·_]{7,30}$/.test(written)) return undefined;
  const digits = written.replace(/\D/g, '');
  const korean = koreanDigits({ written, digits, country });
  if (korean !== undefined) return parseKorean(korean);
  if (country === 'KR' && !/^(?:\+|00)/.test(written)) return undefined;
  return parseForeign(written.startsWith('00') ? `+${digits.slice(2)}` : written, country);
}

/** Undoes what spreadsheets do to a number: the apostrophe, `.0` behind it, `1.012345678E9` (when no digit is lost). */
function withoutSpreadsheetMarks(text: string): string {
  const plain = text.replace(/^['"`]+|['"`]+$/g, '').replace(/^tel:/i, '');
  if (/^\d{8,}\.0$/.test(plain)) return plain.slice(0, -2);
  const scientific = /^(\d)\.(\d+)e\+?(\d+)$/i.exec(plain);
  if (scientific && scientific[2]?.length === Number(scientific[3])) return `${scientific[1]}${scientific[2]}`;
  return plain;
}

/** The national digits with their leading zero when the text means a Korean number; undefined when another country's. */
function koreanDigits(input: { written: string; digits: string; country: string }): string | undefined {
  const { written, digits, country } = input;
  if (/^(?:\+|00)/.test(written)) {
    const afterPrefix = written.startsWith('+') ? digits : digits.slice(2);
    return afterPrefix.startsWith('82') ? withLeadingZero(afterPrefix.slice(2)) : undefined;
  }
  if (country !== 'KR') return undefined;
  if (digits.startsWith('0') || REPRESENTATIVE.test(digits)) return digits;
  if (digits.startsWith('82') && digits.length >= 10) {
    const national = withLeadingZero(digits.slice(2));
    if (parseKorean(national)) return national;
  }
  // `2123-4567` is a call inside the own area code, but the bare cell `21234567` is 02-123-4567 with its zero eaten.
  const isMobile = /^1[016789]/.test(digits) && digits.length >= 9;
  return isMobile || digits === written ? `0${digits}` : undefined;
}

function withLeadingZero(digits: string): string {
  return digits.startsWith('0') || REPRESENTATIVE.test(digits) ? digits : `0${digits}`;
}

function parseKorean(digits: string): ParsedPhone | undefined {
  const last4 = digits.slice(-4);
  if (REPRESENTATIVE.test(digits)) {
    const national = `${digits.slice(0, 4)}-${last4}`;
    return { e164: `+82${digits}`, national, kind: 'rep15xx', last4, isIdentity: false };
  }
  for (const { prefix, kind, following } of KOREAN_PREFIXES) {
    const found = prefix.exec(digits)?.[0];
    if (found === undefined) continue;
    const rest = digits.slice(found.length);
    // No exchange begins with 0, but placeholders such as 010-0000-0000 do, and people expect to see them kept.
    if (!following.includes(rest.length) || (rest.startsWith('0') && kind !== 'mobile')) return undefined;
    return {
      e164: `+82${digits.slice(1)}`,
      national: `${found}-${rest.slice(0, -4)}-${last4}`,
      kind,
      last4,
      isIdentity: kind === 'mobile' && !PLACEHOLDER_MOBILE.test(digits),
    };
  }
  return undefined;
}

function parseForeign(written: string, country: string): ParsedPhone | undefined {
  const defaultCountry: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const number: PhoneNumber | undefined = parsePhoneNumberFromString(written, defaultCountry && { defaultCountry });
  if (!number?.isValid()) return undefined;
  return {
    e164: number.number,
    national: number.formatInternational(),
    kind: 'foreign',
    last4: number.number.slice(-4),
    isIdentity: false,
  };
}

/** A stored number as a person reads it: `+821012345678` → `010-1234-5678`; as it is when it cannot be read. */
export function formatPhone(e164: string): string {
  return parsePhone(e164)?.national ?? e164;
}
