/** Mail services whose addresses are known, by the ends of the addresses they give out. All encrypt from the start. */
const SERVICES = {
  naver: { host: 'smtp.naver.com', ends: ['naver.com'] },
  gmail: { host: 'smtp.gmail.com', ends: ['gmail.com'] },
  daum: { host: 'smtp.daum.net', ends: ['daum.net', 'hanmail.net'] },
} as const;
const KNOWN = ['naver', 'gmail', 'daum'] as const satisfies readonly (keyof typeof SERVICES)[];
export const MAIL_SERVICES = [...KNOWN, 'other'] as const;
export type MailService = (typeof MAIL_SERVICES)[number];

/** Port of all of them. */
export const MAIL_PORT = 465;
/** What a private account takes; a shop's own server takes more. */
export const MESSAGES_PER_SECOND = 1;

/** The service an address is of: `shop@hanmail.net` → daum; `other` where it is none of them. */
export function serviceOf(address: string): MailService {
  const end = address.trim().toLowerCase().split('@')[1] ?? '';
  return KNOWN.find((name) => SERVICES[name].ends.some((one) => one === end)) ?? 'other';
}

/** The server of a known service. */
export function hostOf(service: Exclude<MailService, 'other'>): string {
  return SERVICES[service].host;
}

/** An app password as it is used: they are shown in groups of four. `abcd efgh` → `abcdefgh`. */
export function joinGroups(password: string): string {
  return password.replace(/\s+/g, '');
}
