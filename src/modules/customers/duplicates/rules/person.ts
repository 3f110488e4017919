import { toJamo } from '../../../../shared/hangul.ts';
import { type ComparedAddress, readAddress, type WrittenAddress } from './address.ts';

/** A person as the store knows her, before anything is compared. Absent texts are empty. */
export interface StoredPerson {
  customerId: string;
  name: string;
  /** Only where a source keeps the parts apart (foreign records); a Korean name is never taken to pieces (OP-70). */
  givenName: string;
  familyName: string;
  /** YYYY-MM-DD. */
  birthDate: string | null;
  /** E.164; identity numbers only. */
  mobiles: readonly string[];
  /** E.164; landlines and others that a household or an office shares (OP-06). Never a virtual number (OP-02). */
  sharedPhones: readonly string[];
  emails: readonly string[];
  addresses: readonly WrittenAddress[];
}

/** The same person ready to be compared: lower case, one way of writing, nothing that only politeness adds. */
export interface ComparedPerson {
  customerId: string;
  given: string;
  family: string;
  /** The whole name without blanks; for names kept in parts given and family together. */
  name: string;
  /** The same in jamo, so that one wrong key is one difference; equal to `name` in Latin letters. */
  nameJamo: string;
  isHangul: boolean;
  /** YYYYMMDD. */
  birth: string;
  mobiles: readonly string[];
  sharedPhones: readonly string[];
  emails: readonly string[];
  address: ComparedAddress | undefined;
}

/** What politeness or a till adds to a name: 김하나님, 김하나 고객님, 김하나(여), Ms. Kim. */
const KOREAN_TITLES =
  /(?:고객|회원|사장|대표|실장|과장|부장|팀장|이사|원장|선생|사모|어머|아버)?님$|(?<=[가-힣]{2})씨$/u;
const LATIN_TITLES = /^(?:mr|mrs|ms|miss|dr|prof)\.?\s+/u;

/**
 * A name as it is compared: without blanks, brackets, punctuation and titles, lower case, accents off.
 * Worked: ` 김 하나 님` → `김하나`; `Ms. Anne-Marie` → `annemarie`; empty → empty.
 */
export function plainName(name: string): string {
  const text = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]/gu, ' ')
    .trim()
    .replace(LATIN_TITLES, '');
  const letters = withoutAccents(text).replace(/[^\p{L}\p{N}]/gu, '');
  const untitled = letters.replace(KOREAN_TITLES, '');
  return untitled === '' ? letters : untitled;
}

function withoutAccents(text: string): string {
  return /[^\0-\x7f가-힣]/u.test(text)
    ? text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/gu, '')
        .normalize('NFC')
    : text;
}

/** A stored person as she is compared. */
export function preparePerson(person: StoredPerson): ComparedPerson {
  const given = plainName(person.givenName);
  const family = plainName(person.familyName);
  const hasParts = given !== '' || family !== '';
  const name = hasParts ? given + family : plainName(person.name);
  const isHangul = /^[가-힣]+$/u.test(name);
  return {
    customerId: person.customerId,
    given,
    family,
    name,
    nameJamo: isHangul ? toJamo(name) : name,
    isHangul,
    birth: (person.birthDate ?? '').replaceAll('-', ''),
    mobiles: person.mobiles,
    sharedPhones: person.sharedPhones,
    emails: person.emails.map((email) => email.toLowerCase()),
    address: readAddress(person.addresses),
  };
}
