import { createName } from '../src/modules/demo/simulation/names.ts';
import { createStream, type Stream } from '../src/modules/demo/simulation/random.ts';

/** One record of a customers file, as a shop's old lists write it. Absent texts are empty. */
export interface PersonRecord {
  recordId: string;
  /** The truth: records of one person have the same number. */
  personNo: number;
  name: string;
  phone: string;
  email: string;
  /** YYYY-MM-DD. */
  birthDate: string;
  address: string;
  postcode: string;
}

/** Fifth kind of draw besides the demo's own, so that a seed gives other people than the demo shop's. */
const PURPOSE = 501;
/** Typed in at the counter for guests who would not give theirs. */
const SHOP_PHONE = '010-4321-0000';
const OFFICE_LANDLINE = '0231234567';
const RATES = {
  duplicated: 0.22,
  household: 0.3,
  twins: 0.02,
  sharesMobile: 0.12,
  noPhone: 0.02,
  shopPhone: 0.03,
  office: 0.02,
  landline: 0.02,
  virtual: 0.02,
} as const;

interface Home {
  sido: string;
  gu: string;
  dong: string;
  lot: string;
  road: string;
  roadNo: string;
  building: string;
  unit: string;
  postcode: string;
}

interface TruePerson {
  family: string;
  given: string;
  mobile: string;
  email: string;
  birth: string;
  home: Home;
  landline: string;
}

const GU: readonly (readonly [string, readonly string[]])[] = [
  ['마포구', ['서교동', '망원동', '합정동', '연남동', '상암동', '공덕동']],
  ['서대문구', ['연희동', '홍은동', '북가좌동', '창천동']],
  ['은평구', ['응암동', '불광동', '갈현동', '역촌동']],
  ['용산구', ['이태원동', '한남동', '후암동', '보광동']],
];
const BUILDINGS = [
  '한빛아파트',
  '현대아파트',
  '푸른마을',
  '삼성래미안',
  '대우빌라',
  '성원아파트',
  '해오름빌라',
  '우성아파트',
];
const ROADS = [
  '월드컵로',
  '양화로',
  '와우산로',
  '성미산로',
  '동교로',
  '백련사길',
  '증가로',
  '연희로',
  '응암로',
  '진흥로',
  '이태원로',
  '한남대로',
];
const MAIL = ['naver.com', 'gmail.com', 'daum.net', 'kakao.com', 'hanmail.net'];

const pad = (value: number, length: number) => String(value).padStart(length, '0');

function createHome(stream: Stream): Home {
  const [gu, dongs] = stream.pick(GU);
  const dong = stream.pick(dongs);
  const isFlat = stream.chance(0.7);
  const building = isFlat ? stream.pick(BUILDINGS) : '';
  return {
    sido: '서울특별시',
    gu,
    dong,
    lot: `${stream.integer(1, 700)}-${stream.integer(1, 60)}`,
    road: `${stream.pick(ROADS)}${stream.chance(0.6) ? `${stream.integer(1, 60)}길` : ''}`,
    roadNo: stream.chance(0.4) ? `${stream.integer(1, 200)}-${stream.integer(1, 30)}` : String(stream.integer(1, 300)),
    building,
    unit: isFlat ? `${stream.integer(101, 112)}동 ${stream.integer(1, 20)}${pad(stream.integer(1, 6), 2)}호` : '',
    // Streets near each other share one: a postcode names a few hundred doors.
    postcode: `0${stream.integer(3, 4)}${pad(stream.integer(0, 199), 3)}`,
  };
}

function createMobile(stream: Stream): string {
  return `010${stream.integer(2000, 9999)}${pad(stream.integer(0, 9999), 4)}`;
}

function createBirth(stream: Stream, fromYear: number, toYear: number): string {
  return `${stream.integer(fromYear, toYear)}-${pad(stream.integer(1, 12), 2)}-${pad(stream.integer(1, 28), 2)}`;
}

function createPerson(stream: Stream, change: Partial<TruePerson> & { gender?: 'female' | 'male' } = {}): TruePerson {
  const { gender = stream.chance(0.5) ? 'female' : 'male', ...given } = change;
  const name = createName(stream, gender);
  const digits = stream.chance(0.6) ? String(stream.integer(1, 999)) : '';
  return {
    family: name.family,
    given: name.given,
    mobile: createMobile(stream),
    email: `${name.romanGiven}${stream.chance(0.3) ? '.' : ''}${stream.pick(['kim', 'lee', 'k', 'j', 'star', ''])}${digits}@${stream.pick(MAIL)}`,
    birth: createBirth(stream, 1950, 2006),
    home: createHome(stream),
    landline: `02${stream.integer(300, 399)}${pad(stream.integer(0, 9999), 4)}`,
    ...given,
  };
}

/** A couple and their children behind one door: one address, one landline, and a child that shares a parent's mobile. */
function createHousehold(stream: Stream): TruePerson[] {
  const father = createPerson(stream, { gender: 'male', birth: createBirth(stream, 1955, 1985) });
  const { home, landline } = father;
  const mother = createPerson(stream, { gender: 'female', home, landline });
  const people = [father, mother];
  const children = stream.integer(0, 2);
  for (let child = 0; child < children; child += 1) {
    const born = createPerson(stream, {
      family: father.family,
      home,
      landline,
      birth: createBirth(stream, 1990, 2010),
    });
    people.push(stream.chance(RATES.sharesMobile) ? { ...born, mobile: mother.mobile } : born);
  }
  if (stream.chance(RATES.twins)) {
    const twin = createPerson(stream, {
      family: father.family,
      home,
      landline,
      birth: createBirth(stream, 1990, 2010),
    });
    people.push(twin, createPerson(stream, { family: father.family, home, landline, birth: twin.birth }));
  }
  return people;
}

const VOWELS: Readonly<Record<string, string>> = {
  ㅐ: 'ㅔ',
  ㅔ: 'ㅐ',
  ㅗ: 'ㅜ',
  ㅜ: 'ㅗ',
  ㅓ: 'ㅏ',
  ㅏ: 'ㅓ',
  ㅣ: 'ㅡ',
  ㅡ: 'ㅣ',
};
const MEDIALS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const FINALS = 28;
const SYLLABLES_A_LEAD = 588;

/** One jamo of one syllable wrong: the vowel heard or typed as its neighbour, or a final consonant left out or added. */
function withSlip(stream: Stream, name: string): string {
  const at = stream.integer(0, name.length - 1);
  const code = name.charCodeAt(at) - 0xac00;
  const final = code % FINALS;
  const medial = MEDIALS[Math.floor((code % SYLLABLES_A_LEAD) / FINALS)] ?? 'ㅏ';
  const wrong = VOWELS[medial];
  const FINAL_N = 4;
  const slipped =
    wrong && stream.chance(0.6)
      ? code + (MEDIALS.indexOf(wrong) - MEDIALS.indexOf(medial)) * FINALS
      : code - final + (final === 0 ? FINAL_N : 0);
  return name.slice(0, at) + String.fromCharCode(slipped + 0xac00) + name.slice(at + 1);
}

function writeName(stream: Stream, { family, given }: TruePerson): string {
  const whole = family + given;
  const kind = stream.next();
  if (kind < 0.52) return whole;
  if (kind < 0.64) return `${family} ${given}`;
  if (kind < 0.76) return `${whole}님`;
  if (kind < 0.8) return `${family} ${given} 고객님`;
  if (kind < 0.83) return `${family} ${given.slice(0, 1)} ${given.slice(1)}`;
  if (kind < 0.86) return given;
  return withSlip(stream, whole);
}

function writePhone(stream: Stream, digits: string): string {
  const area = digits.startsWith('02') ? 2 : digits.startsWith('050') ? 4 : 3;
  const [a, b, c] = [digits.slice(0, area), digits.slice(area, -4), digits.slice(-4)];
  return stream.pick([
    `${a}-${b}-${c}`,
    digits,
    `+82 ${a.slice(1)} ${b} ${c}`,
    `${a}.${b}.${c}`,
    `82-(0)${a.slice(1)}-${b}-${c}`,
  ]);
}

/** Two neighbouring digits changed over, or one typed wrong. */
function withWrongDigit(stream: Stream, digits: string): string {
  const at = stream.integer(4, digits.length - 2);
  const [left = '', right = ''] = [digits[at], digits[at + 1]];
  if (left !== right && stream.chance(0.5)) return digits.slice(0, at) + right + left + digits.slice(at + 2);
  return digits.slice(0, at) + String((Number(left) + stream.integer(1, 9)) % 10) + digits.slice(at + 1);
}

function writeAddress(stream: Stream, home: Home): string {
  const sido = stream.pick([home.sido, '서울', '서울시']);
  const isNew = stream.chance(0.6);
  const unit = stream.chance(0.85) ? home.unit : '';
  if (!isNew)
    return [sido, home.gu, home.dong, `${home.lot}${stream.chance(0.3) ? '번지' : ''}`, home.building, unit]
      .filter(Boolean)
      .join(' ');
  const inBrackets = [home.dong, home.building].filter(Boolean).join(', ');
  const end = stream.chance(0.75) ? ` (${inBrackets})` : '';
  return `${sido} ${home.gu} ${home.road} ${home.roadNo}${unit ? `, ${unit}` : ''}${end}`;
}

function writeBirth(stream: Stream, birth: string): string {
  const slip = stream.next();
  if (slip > 0.05) return birth;
  const [year = '', month = '', day = ''] = birth.split('-');
  if (slip < 0.02 && Number(day) <= 12) return `${year}-${day}-${month}`;
  return `${Number(year) + (slip < 0.035 ? 10 : 1)}-${month}-${day}`;
}

/**
 * What one list holds of a person: nearly always her number. A form without a number of her own (the shop's, the
 * office's, a delivery app's safe number, none) has her birth date and address instead.
 */
function writeRecord(stream: Stream, person: TruePerson, id: { recordId: string; personNo: number }): PersonRecord {
  const kind = stream.next();
  const digits = kind < 0.03 ? withWrongDigit(stream, person.mobile) : person.mobile;
  let phone = writePhone(stream, digits);
  let isOwn = true;
  for (const [rate, other] of [
    [RATES.noPhone, ''],
    [RATES.shopPhone, SHOP_PHONE],
    [RATES.office, writePhone(stream, OFFICE_LANDLINE)],
    [RATES.landline, writePhone(stream, person.landline)],
    [RATES.virtual, writePhone(stream, `050${stream.integer(40_000_000, 79_999_999)}`)],
  ] as const) {
    if (!stream.chance(rate)) continue;
    phone = other;
    isOwn = false;
  }
  const hasAddress = !isOwn || stream.chance(0.6);
  const home = stream.chance(0.04) ? createHome(stream) : person.home;
  const email = stream.chance(0.03) ? person.email.replace('@', '1@') : person.email;
  return {
    ...id,
    name: isOwn && stream.chance(0.01) ? '' : writeName(stream, person),
    phone,
    email: stream.chance(0.4) ? email : '',
    birthDate: !isOwn || stream.chance(0.65) ? writeBirth(stream, person.birth) : '',
    address: hasAddress ? writeAddress(stream, home) : '',
    postcode: hasAddress && stream.chance(0.6) ? home.postcode : '',
  };
}

/**
 * People of a Korean shop's old lists with known duplicates, made from a seed: names with blanks and 님, numbers as 010 and
 * +82, old and new addresses, slips of the hand; couples, brothers and twins behind one door, an office with one landline,
 * and the shop's own number typed in for many. In no order that tells the truth.
 */
export function createKoreanPeople({ seed, people }: { seed: number; people: number }): PersonRecord[] {
  const stream = createStream(seed, PURPOSE, 0, 0);
  const truth: TruePerson[] = [];
  while (truth.length < people) {
    if (stream.chance(RATES.household)) truth.push(...createHousehold(stream));
    else truth.push(createPerson(stream));
  }
  const records: PersonRecord[] = [];
  for (const [personNo, person] of truth.slice(0, people).entries()) {
    const copies = stream.chance(RATES.duplicated) ? 1 + stream.integer(1, 2) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      records.push(writeRecord(stream, person, { recordId: `K${pad(records.length + 1, 5)}`, personNo }));
    }
  }
  return records
    .map((record) => ({ record, place: stream.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ record }) => record);
}
