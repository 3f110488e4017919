import type { ContactField } from './kinds/fields.ts';

/**
 * Headers of phone books, compared without blanks, case and punctuation: Google contacts (both its styles), Outlook, and
 * what Korean phones and portals write.
 */
export const CONTACT_NAMES: Readonly<Record<Exclude<ContactField, never>, string>> = {
  name: '이름 성명 성함 고객명 표시이름 별칭 displayname fullname',
  given_name: 'firstname',
  family_name: 'lastname surname 성',
  phone: 'phone1value mobilephone 휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 전화번호 연락처 mobile phonenumber',
  phone_2: 'phone2value homephone 집전화 집전화번호 자택전화 자택번호 전화 전화번호2 전화2',
  phone_3: 'phone3value businessphone 회사전화 회사전화번호 직장전화 직장번호 workphone 전화번호3',
  phone_4: 'phone4value otherphone 기타전화 기타번호',
  phone_5: 'phone5value homephone2 businessphone2',
  email: 'email1value emailaddress 이메일 이메일주소 전자우편 email1',
  email_2: 'email2value email2address 이메일2',
  email_3: 'email3value email3address 이메일3',
  organisation: 'organizationname organization1name company 회사 회사명 직장 직장명 소속',
  note: 'notes 메모 비고',
};

/** Field → column for the columns whose names are known; a canonical name counts before another one. */
export function matchColumns(
  header: readonly string[],
  fields: readonly string[],
  aliases: Record<string, string | undefined>,
): Record<string, string> {
  const plain = (name: string) =>
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  const byPlainName = new Map<string, string>();
  for (const name of header) if (!byPlainName.has(plain(name))) byPlainName.set(plain(name), name);
  const taken = new Set<string>();
  const columns: Record<string, string> = {};
  for (const field of [...fields, ...Object.keys(aliases).filter((name) => !fields.includes(name))]) {
    const names = [plain(field), ...(aliases[field] ?? '').split(' ')];
    const found = names.map((name) => byPlainName.get(name)).find((name) => name !== undefined && !taken.has(name));
    if (found === undefined) continue;
    columns[field] = found;
    taken.add(found);
  }
  return columns;
}
