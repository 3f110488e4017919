import { useMantineColorScheme } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../modules/staff/contract.ts';
import { enterSession, useSignOut, useSwitchWorkspace } from '../../features/session/api.ts';
import { setupQuery, useEnterDemo } from '../../features/setup/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { showFailure } from '../../ui/toast.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import css from './shell.module.css';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Leaves the session and goes to the sign-in screen. */
export function useLeave() {
  const { t } = useTranslation('session');
  const signOut = useSignOut();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return () =>
    signOut.mutate(
      {},
      {
        onSuccess: async () => {
          await enterSession(queryClient, null);
          await navigate({ to: '/sign-in' });
        },
        onError: (error) => showFailure(error.message || t('signOutFailed')),
      },
    );
}

/** Who I am, which shop, language, light or dark, and the way out. In a menu at a desk, in the 더보기 sheet on a phone. */
export function AccountPanel({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation('shell');
  const session = useSession();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const switchWorkspace = useSwitchWorkspace();
  const enterDemo = useEnterDemo();
  const leave = useLeave();
  const { data: setup } = useQuery(setupQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const others = session.workspaces.filter(({ workspaceId }) => workspaceId !== session.workspace.workspaceId);
  const hasDemo = session.workspaces.some(({ kind }) => kind === 'demo');

  const arrive = {
    onSuccess: async ({ session: next }: { session: Session }) => {
      await enterSession(queryClient, next, currentLocale());
      onChosen();
      await navigate({ to: '/' });
    },
    onError: (error: Error) => showFailure(error.message || t('switchFailed')),
  };

  return (
    <div className={css.account}>
      <div className={css.who}>
        <strong>{session.account.name || session.account.email}</strong>
        <span>
          {t(`role.${session.role}`)} · {session.workspace.shop.name}
        </span>
      </div>
      <div className={css.accountGroup}>
        {others.map(({ workspaceId, name, kind }) => (
          <button
            key={workspaceId}
            type="button"
            className={css.quiet}
            onClick={() => switchWorkspace.mutate({ body: { workspaceId } }, arrive)}
          >
            {t(kind === 'demo' ? 'toDemo' : 'toShop', { name })}
          </button>
        ))}
        {!hasDemo && session.role === 'owner' && (
          <button
            type="button"
            className={css.quiet}
            onClick={() => enterDemo.mutate({ body: { locale: currentLocale() } }, arrive)}
          >
            {t('openDemo')}
          </button>
        )}
        {setup && !setup.done && (
          <button
            type="button"
            className={css.quiet}
            onClick={() => {
              onChosen();
              void navigate({ to: '/setup' });
            }}
          >
            {t('makeMyShop')}
          </button>
        )}
      </div>
      <div className={css.accountGroup}>
        <div role="group" aria-label={t('appearance')} className={css.schemes}>
          {SCHEMES.map((scheme) => (
            <button
              key={scheme}
              type="button"
              className={css.scheme}
              aria-pressed={colorScheme === scheme}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`scheme.${scheme}`)}
            </button>
          ))}
        </div>
        <LanguageSwitch signedIn />
        <button type="button" className={css.quiet} onClick={leave}>
          {t('signOut')}
        </button>
      </div>
    </div>
  );
}
