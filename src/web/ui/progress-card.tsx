import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './progress-card.module.css';

interface ProgressCardProps {
  title: string;
  /** 0–1; undefined while the end is not known. */
  doneShare?: number | undefined;
  state: 'working' | 'done' | 'failed' | 'stopped';
  /** What is being done now, with numbers: "12,400줄 중 3,100줄을 읽었어요". */
  sentence?: ReactNode;
  /** Long work can be left: says so under the bar. */
  canLeave?: boolean;
  onStop?: () => void;
  action?: ReactNode;
}

/** Long work: how far it is, that one may leave, and how to stop it. */
export function ProgressCard({
  title,
  doneShare,
  state,
  sentence,
  canLeave = false,
  onStop,
  action,
}: ProgressCardProps) {
  const { t, i18n } = useTranslation('ui');
  const percent = doneShare === undefined ? undefined : Math.round(doneShare * 100);
  return (
    <div className={css.card} data-state={state}>
      <div className={css.top}>
        <strong>{title}</strong>
        <span className={css.percent}>
          {state === 'working' && percent !== undefined
            ? new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(percent / 100)
            : t(`progress.${state}`)}
        </span>
      </div>
      <Progress.Root size="sm">
        <Progress.Section
          aria-label={title}
          value={state === 'done' ? 100 : (percent ?? 100)}
          animated={state === 'working' && percent === undefined}
          color={state === 'failed' ? 'var(--d-danger)' : 'var(--d-accent-fill)'}
        />
      </Progress.Root>
      {/* Spoken once per sentence, not once per percent. */}
      <p className={css.sentence} role="status">
        {sentence}
      </p>
      {state === 'working' && canLeave && <p className={css.leave}>{t('progress.canLeave')}</p>}
      {(onStop || action) && (
        <div className={css.actions}>
          {action}
          {onStop && state === 'working' && (
            <Button variant="default" onClick={onStop}>
              {t('progress.stop')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
