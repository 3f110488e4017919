import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { enterSession } from '../../features/session/api.ts';
import { SignInForm } from '../../features/session/sign-in.tsx';
import css from '../frame.module.css';
import { safeNext } from '../next.ts';
import { Welcome } from '../welcome.tsx';

export default function SignInScreen() {
  const { t } = useTranslation('session');
  const queryClient = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });
  return (
    <Welcome title={t('title')} width="narrow">
      <div className={css.sheet} style={{ marginTop: 16 }}>
        <SignInForm
          onSignedIn={async (session) => {
            await enterSession(queryClient, session);
            router.history.push(safeNext(next));
          }}
        />
      </div>
    </Welcome>
  );
}
