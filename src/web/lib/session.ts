import { createContext, use } from 'react';
import type { Session } from '../../modules/staff/contract.ts';

/** Filled by the app once somebody is signed in. */
export const SessionContext = createContext<Session | null>(null);

/** Who is signed in and where; only for screens behind sign-in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside a signed-in screen');
  return session;
}

/** The session, or null on the sign-in and first-run screens. */
export function useMaybeSession(): Session | null {
  return use(SessionContext);
}

/** The shop of the session: currency, time zone, pack, defaults. */
export function useShop() {
  return useSession().workspace.shop;
}

/** Whether the person has a right such as `customers:unmask`. The server decides anew; this only hides what would be refused. */
export function useCan(right: string): boolean {
  return useSession().rights.includes(right);
}
