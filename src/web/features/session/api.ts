import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  getSession,
  type Locale,
  type Session,
  signIn,
  signOut,
  switchWorkspace,
  updateAccount,
} from '../../../modules/staff/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { showLocale, showWords } from '../../lib/i18n.ts';

/** The session of this browser; fresh for a minute, so that moving between screens asks nothing. */
export const sessionQuery = { ...queryFor(getSession), staleTime: 60_000 };

/** Puts a session (or none) on screen: its language and its pack's words. What another session had loaded is forgotten. */
export async function enterSession(queryClient: QueryClient, session: Session | null, locale?: Locale) {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== keyOf(getSession)[0] });
  queryClient.setQueryData(sessionQuery.queryKey, { session });
  await showSession(session, locale);
}

/** Language and words of a session, without forgetting anything. */
export async function showSession(session: Session | null, locale?: Locale) {
  if (!session) return;
  showWords(session.workspace.shop);
  await showLocale(locale ?? session.account.locale);
}

export const useSignIn = () => useCall(signIn);
export const useSignOut = () => useCall(signOut);
export const useSwitchWorkspace = () => useCall(switchWorkspace);

/** Switches the language at once; the account remembers it in the background. */
export function useSwitchLocale() {
  const queryClient = useQueryClient();
  const save = useCall(updateAccount);
  return (locale: Locale, signedIn: boolean) => {
    void showLocale(locale);
    if (!signedIn) return;
    save.mutate(
      { body: { locale } },
      { onSuccess: ({ session }) => queryClient.setQueryData(sessionQuery.queryKey, { session }) },
    );
  };
}
