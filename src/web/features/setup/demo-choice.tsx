import { Button } from '@mantine/core';
import { IconDoor } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../modules/staff/contract.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { Notice } from '../../ui/states.tsx';
import { useEnterDemo } from './api.ts';
import css from './setup.module.css';

/** The second big choice of the first run: look around a shop that lives, with nothing to fill in. */
export function DemoChoice({ onEntered }: { onEntered: (session: Session) => void }) {
  const { t } = useTranslation('setup');
  const enter = useEnterDemo();
  return (
    <section className={css.demo} aria-labelledby="demo-title">
      <IconDoor size={24} stroke={1.5} aria-hidden className={css.packIcon} />
      <div>
        <h2 id="demo-title" className={css.demoTitle}>
          {t('demoTitle')}
        </h2>
        <p className={css.demoText}>{t('demoText')}</p>
        {enter.error && <Notice tone="danger">{enter.error.message || t('demoFailed')}</Notice>}
      </div>
      <Button
        variant="default"
        loading={enter.isPending}
        onClick={() =>
          enter.mutate({ body: { locale: currentLocale() } }, { onSuccess: ({ session }) => onEntered(session) })
        }
      >
        {t('demoEnter')}
      </Button>
    </section>
  );
}
