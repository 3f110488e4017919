import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { advanceDemo } from '../../../modules/demo/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useDemoWork } from '../../lib/demo.ts';
import { useCan } from '../../lib/session.ts';
import { Tag } from '../../ui/tag.tsx';
import { showFailure } from '../../ui/toast.tsx';
import css from './shell.module.css';

/** Two weeks are enough for a play to show what it brought. */
const ADVANCE_DAYS = 14;

/** When the demo's work ends, every screen is asked anew. */
function useFreshAfterWork() {
  const { isDemo, work } = useDemoWork();
  const queryClient = useQueryClient();
  const state = work?.state;
  const before = useRef(state);
  const onChange = useEffectEvent((next: typeof state) => {
    if (before.current === 'working' && next !== 'working') void queryClient.invalidateQueries();
    before.current = next;
  });
  useEffect(() => onChange(state), [state]);
  return { isDemo, work };
}

/** In the demo only: the badge, and the button that lets the next two weeks happen. */
export function DemoControls() {
  const { t } = useTranslation('shell');
  const { isDemo, work } = useDemoWork();
  const may = useCan('demo:advance');
  const queryClient = useQueryClient();
  const advance = useCall(advanceDemo);
  if (!isDemo) return null;
  return (
    <div className={css.demoControls}>
      <Tag tone="warning">{t('demo')}</Tag>
      {may && (
        <Button
          size="compact-md"
          h="var(--d-target)"
          variant="default"
          loading={advance.isPending || work?.state === 'working'}
          onClick={() =>
            advance.mutate(
              { body: { days: ADVANCE_DAYS } },
              {
                onSuccess: () => queryClient.invalidateQueries(),
                onError: (error) => showFailure(error.message || t('demoAdvanceFailed')),
              },
            )
          }
        >
          {t('demoAdvance')}
        </Button>
      )}
    </div>
  );
}

/** A line under the top bar while the demo shop is being made or its days happen. */
export function DemoBar() {
  const { t } = useTranslation('shell');
  const { isDemo, work } = useFreshAfterWork();
  if (!isDemo || !work || (work.state !== 'working' && work.state !== 'failed')) return null;
  return (
    <div className={css.demoBar} role="status">
      <span>{work.state === 'failed' ? t('demoFailed') : t(`demoStep.${work.step}`)}</span>
      {work.state === 'working' && (
        <Progress.Root size="xs" className={css.demoProgress}>
          <Progress.Section value={work.doneShare * 100} aria-label={t('demo')} />
        </Progress.Root>
      )}
    </div>
  );
}
