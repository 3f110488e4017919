import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type OpenFlow, sayAtCounter, updateFlow } from '../../../modules/flows/contract.ts';
import { useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { useRefreshFlows } from './api.ts';
import css from './flows.module.css';

/** The way that needs no mail: staff say it when she comes. */
export function AtCounter({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('flows');
  const update = useCall(updateFlow);
  const refresh = useRefreshFlows();
  const document = sayAtCounter(flow.document, t('counter.words'));
  return (
    <>
      {update.error && <Notice tone="danger">{update.error.message || t('notSaved')}</Notice>}
      <p className={css.text}>{t('counter.sentence')}</p>
      <div className={css.actions}>
        <Button
          variant="default"
          loading={update.isPending}
          onClick={() =>
            update.mutate({ params: { flowId: flow.flowId }, body: { document } }, { onSuccess: () => void refresh() })
          }
        >
          {t('counter.choose')}
        </Button>
      </div>
    </>
  );
}
