import { writeFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';

const FAMILY = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임'];
const GIVEN = ['하나', '두리', '서연', '민준', '지우', '도윤', '하은', '시우', '예준', '수아', '남궁', '가람'];

export const PEOPLE = 19_700;
/** The same person once more, her number written in another way. */
export const WRITTEN_OTHERWISE = 200;
/** The same number under another name: for a person to judge. */
export const FOR_THE_EYE = 100;
/** Those of them that are another person's name; the others are a slip of one key. */
export const OTHER_NAMES = 4;
/** Every so manieth person is one of them, and the only ones with an address. */
const STEP = 193;

const nameOf = (at: number) => `${FAMILY[at % FAMILY.length]}${GIVEN[Math.floor(at / FAMILY.length) % GIVEN.length]}`;
const digitsOf = (at: number) => `${2_000 + Math.floor(at / 10_000)}${String(at % 10_000).padStart(4, '0')}`;
const phoneOf = (at: number) => `010-${digitsOf(at).slice(0, 4)}-${digitsOf(at).slice(4)}`;

/** A name with its last final consonant left out or added: 하나 → 하난, 서연 → 서여. */
function withSlip(name: string): string {
  const FINALS = 28;
  const FINAL_N = 4;
  const code = name.charCodeAt(name.length - 1) - 0xac00;
  const final = code % FINALS;
  return name.slice(0, -1) + String.fromCharCode(0xac00 + code - final + (final === 0 ? FINAL_N : 0));
}

/** A sheet of 20,000 customers in CP949 with 300 duplicates, as a till of ten years ago writes it. */
export function writeCustomerSheet(folder: string): string {
  const rows = ['이름,휴대폰번호,이메일,생년월일,가입일,메모'];
  const add = (name: string, phone: string, at: number) => {
    const email = at % STEP === 1 ? `guest${at}@example.com` : '';
    const [born, joined] = [`19${60 + (at % 40)}.03.1${at % 10}`, `2024.${String(1 + (at % 12)).padStart(2, '0')}.05`];
    rows.push(`${name},${phone},${email},${born},${joined},`);
  };
  for (let at = 0; at < PEOPLE; at += 1) add(nameOf(at), phoneOf(at), at);
  for (let at = 0; at < WRITTEN_OTHERWISE; at += 1) {
    const who = at * 97;
    const name = nameOf(who);
    add(`${name.slice(0, 1)} ${name.slice(1)}`, `+82 10 ${digitsOf(who).slice(0, 4)} ${digitsOf(who).slice(4)}`, who);
  }
  for (let at = 0; at < FOR_THE_EYE; at += 1) {
    const who = at * STEP + 1;
    const name = nameOf(who);
    add(at < OTHER_NAMES ? `서${name.slice(1)}` : withSlip(name), phoneOf(who), who);
  }
  const file = path.join(folder, '고객목록.csv');
  writeFileSync(file, iconv.encode(`${rows.join('\r\n')}\r\n`, 'cp949'));
  return file;
}
