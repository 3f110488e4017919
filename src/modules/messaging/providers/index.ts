import { AppError } from '../../../shared/errors.ts';
import { openAligo, zAligoCredentials } from './aligo.ts';
import { openNhn, zNhnCredentials } from './nhn.ts';
import type { MessageProvider } from './provider.ts';
import { type Account, openSolapi, zSolapiCredentials } from './solapi.ts';

export { type Account, signSolapi } from './solapi.ts';

/** What each provider needs to be opened; validated before it is sealed and after it is unsealed. */
export const CREDENTIALS = { solapi: zSolapiCredentials, aligo: zAligoCredentials, nhn: zNhnCredentials } as const;
export type AccountProvider = keyof typeof CREDENTIALS;

/**
 * Messages a second that a new account is held to: one full call of the provider's own size, and a guess. What each
 * provider allows has not been verified; it stands in the shop's own contract, and the owner sets it in the settings.
 */
export const MESSAGES_PER_SECOND: Readonly<Record<AccountProvider, number>> = { solapi: 1_000, aligo: 500, nhn: 1_000 };

/**
 * Providers through which advertising goes by KakaoTalk: brand messages (§2.7). Aligo has friend talk, which ended on
 * 2025-12-31, and nothing after it; NHN's Notification Hub has friend talk as well, and brand messages only in another
 * product with keys of its own (KakaoTalk Bizmessage).
 */
export const SENDS_BRAND: ReadonlySet<string> = new Set<AccountProvider>(['solapi']);

/** Opens a provider with its unsealed keys. `now` is the wall clock: signatures are dated. @throws AppError internal for keys that are none */
export function openProvider(
  provider: AccountProvider,
  account: Account,
  credentials: unknown,
  now: () => Date,
): MessageProvider {
  switch (provider) {
    case 'solapi':
      return openSolapi(account, read(CREDENTIALS.solapi.safeParse(credentials)), now);
    case 'aligo':
      return openAligo(account, read(CREDENTIALS.aligo.safeParse(credentials)));
    case 'nhn':
      return openNhn(account, read(CREDENTIALS.nhn.safeParse(credentials)), now);
  }
}

function read<T>(parsed: { success: true; data: T } | { success: false }): T {
  if (!parsed.success) throw new AppError('internal', 'stored keys of a message provider cannot be read');
  return parsed.data;
}
