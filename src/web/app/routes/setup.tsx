import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../modules/staff/contract.ts';
import { enterSession } from '../../features/session/api.ts';
import { setupQuery } from '../../features/setup/api.ts';
import { DataFolder } from '../../features/setup/data-folder.tsx';
import { DemoChoice } from '../../features/setup/demo-choice.tsx';
import { SetupForm } from '../../features/setup/setup-form.tsx';
import { currentLocale } from '../../lib/i18n.ts';
import css from '../frame.module.css';
import { Welcome } from '../welcome.tsx';

export default function SetupScreen() {
  const { t } = useTranslation('setup');
  const home = useQuery(setupQuery).data?.home;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const enter = async (session: Session) => {
    await enterSession(queryClient, session, currentLocale());
    await navigate({ to: '/' });
  };
  return (
    <Welcome title={t('title')} sentence={t('sentence')}>
      <div className={css.stack}>
        {home && <DataFolder home={home} />}
        <DemoChoice onEntered={enter} />
        <div className={css.sheet}>
          <SetupForm onDone={enter} />
        </div>
      </div>
    </Welcome>
  );
}
