import { computeLikeness } from './distance.ts';

/** An address as a source wrote it: one text, parts, or both. Absent parts are empty. */
export interface WrittenAddress {
  full: string;
  streetNumber: string;
  street: string;
  suburb: string;
  city: string;
  state: string;
  postcode: string;
}

/** Parts that say where a door is; compared one by one where both sides have them. */
const DOOR_PARTS = ['street', 'number', 'lot', 'building', 'unit', 'suburb', 'postcode'] as const;
const AREA_PARTS = ['city', 'state'] as const;
type Part = (typeof DOOR_PARTS)[number] | (typeof AREA_PARTS)[number];

/** An address in parts, the same for an old Korean (지번), a new Korean (도로명) and a foreign one. Absent parts are empty. */
export type ComparedAddress = Record<Part, string>;

const NOWHERE: ComparedAddress = {
  street: '',
  number: '',
  lot: '',
  building: '',
  unit: '',
  suburb: '',
  postcode: '',
  city: '',
  state: '',
};

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The fullest of a person's addresses, in parts; undefined when she has none that says anything. */
export function readAddress(written: readonly WrittenAddress[]): ComparedAddress | undefined {
  let best: ComparedAddress | undefined;
  let bestParts = 0;
  for (const one of written) {
    const read = readOne(one);
    const parts = Object.values(read).filter((part) => part !== '').length;
    if (parts > bestParts) [best, bestParts] = [read, parts];
  }
  return best;
}

function readOne(written: WrittenAddress): ComparedAddress {
  const parts: ComparedAddress = /[가-힣]/u.test(written.full)
    ? readKorean(written.full)
    : { ...NOWHERE, building: plain(written.full) };
  const given: Partial<ComparedAddress> = {
    street: plain(written.street),
    number: plain(written.streetNumber),
    suburb: plain(written.suburb),
    city: plain(written.city),
    state: plain(written.state),
    postcode: plain(written.postcode),
  };
  for (const [part, text] of Object.entries(given)) if (text !== '') parts[part as Part] = text;
  return parts;
}

const PROVINCE =
  /^(서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청북|충청남|전라북|전라남|경상북|경상남)(?:특별자치시|특별자치도|특별시|광역시|도|시)?$/u;
const SHORT_PROVINCE: Readonly<Record<string, string>> = {
  충청북: '충북',
  충청남: '충남',
  전라북: '전북',
  전라남: '전남',
  경상북: '경북',
  경상남: '경남',
};
const UNIT = /^(?:제?([0-9a-z]+)동)?(?:지하|b)?(?:제?([0-9]+)(?:호|실))$/u;

/**
 * A Korean address in parts (OP-80), whichever of the two systems it follows: `서울 마포구 서교동 123-4 한빛아파트 101동 1203호`
 * has a lot, `서울특별시 마포구 월드컵로12길 34, 101동 1203호 (서교동, 한빛아파트)` a street and number; suburb 서교동, building 한빛 and
 * unit 101-1203 are in both. What cannot be read stays empty.
 */
export function readKorean(text: string): ComparedAddress {
  const parts = { ...NOWHERE };
  const cities: string[] = [];
  let block = '';
  const postcode = /(?<![\d-])\d{5}(?![\d-])/.exec(text)?.[0];
  if (postcode) parts.postcode = postcode;
  const tokens = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(postcode ?? '\0', ' ')
    .replace(/(\d)(동|층)\s*(?=\d)/gu, '$1$2 ')
    .split(/[\s,()[\]]+/u)
    .filter((token) => token !== '');
  for (const token of tokens) {
    const province = PROVINCE.exec(token)?.[1];
    const unit = UNIT.exec(token);
    if (province && parts.state === '') parts.state = SHORT_PROVINCE[province] ?? province;
    else if (unit?.[2]) parts.unit = [unit[1] ?? block, unit[2]].filter(Boolean).join('-');
    else if (/^제?[0-9a-z]+동$/u.test(token)) block = token.replace(/^제|동$/gu, '');
    else if (/^[가-힣]{2,}[시군구]$/u.test(token) && parts.street + parts.suburb === '') cities.push(token);
    else if (/^[가-힣0-9·.]+(?:로|길)$/u.test(token) && parts.number === '') parts.street += token;
    else if (/^[가-힣]+[0-9·.]*(?:동|읍|면|리|가)$/u.test(token))
      parts.suburb = token.replace(/제?[0-9·.]+(?=동$)/u, '');
    else if (/^\d+(?:-\d+)?(?:번지)?$/u.test(token)) readNumber(parts, token.replace('번지', ''));
    else if (/^\d+층$/u.test(token)) parts.unit ||= token;
    else if (/[가-힣a-z]/u.test(token)) parts.building ||= plainBuilding(token);
  }
  parts.city = cities.join('');
  return parts;
}

/** A number belongs to what stands before it: a street, a lot, and after both a flat (`101-1203`). */
function readNumber(parts: ComparedAddress, number: string): void {
  const isPlaced = parts.number !== '' || parts.lot !== '';
  if (!isPlaced && parts.street !== '') parts.number = number;
  else if (!isPlaced && parts.suburb !== '') parts.lot = number;
  else if (isPlaced) parts.unit ||= number;
}

const plainBuilding = (token: string) =>
  plain(token).replace(/(?:아파트|apt|빌라|빌딩|오피스텔|타워|맨션|연립)$/u, '') || token;

/** How like two addresses are. */
export type AddressLevel = 'same' | 'mostly' | 'partly' | 'little' | 'different';

/** From this likeness on a part that differs is the same part with a typing slip. */
const NEAR_LIKENESS = 0.9;
/** What a part with a slip counts of one that is equal. */
const NEAR_COUNTS = 0.75;

function compareText(a: string, b: string): number {
  if (a === b) return 1;
  return computeLikeness(a, b) >= NEAR_LIKENESS ? NEAR_COUNTS : 0;
}

/**
 * Compares the parts that both have; a street name and the line for house or farm may stand in each other's place.
 * Undefined when no part that says where a door is stands on both sides.
 */
export function compareAddresses(a: ComparedAddress, b: ComparedAddress): AddressLevel | undefined {
  let compared = 0;
  let agreeing = 0;
  for (const part of DOOR_PARTS) {
    if (a[part] === '' || b[part] === '') continue;
    compared += 1;
    // A number with a slip is another door.
    agreeing +=
      part === 'number' || part === 'lot' || part === 'unit'
        ? Number(a[part] === b[part])
        : compareText(a[part], b[part]);
  }
  if (compared === 0) return undefined;
  const swapped = compareText(a.street, b.building) + compareText(a.building, b.street);
  if (a.street !== '' && b.street !== '' && swapped >= NEAR_COUNTS) {
    agreeing = Math.max(
      agreeing,
      agreeing - compareText(a.street, b.street) - compareText(a.building, b.building) + swapped,
    );
  }
  const share = agreeing / compared;
  if (agreeing >= 2.5 && share >= 0.95) return 'same';
  if (agreeing >= 2 && share >= 0.6) return 'mostly';
  if (agreeing >= 1.5 && share >= 0.35) return 'partly';
  return agreeing >= 0.7 ? 'little' : 'different';
}

/** Whether two people who both tell no more than a town are of the same one; undefined when one of them does not. */
export function compareAreas(a: ComparedAddress, b: ComparedAddress): 'same' | 'near' | 'different' | undefined {
  const part = AREA_PARTS.find((part) => a[part] !== '' && b[part] !== '');
  if (part === undefined) return undefined;
  if (a[part] === b[part]) return 'same';
  return computeLikeness(a[part], b[part]) >= 0.8 ? 'near' : 'different';
}
