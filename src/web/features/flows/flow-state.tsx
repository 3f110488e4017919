import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../modules/flows/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Tag } from '../../ui/tag.tsx';

/** Whether it runs, in a word. */
export function FlowState({ flow }: { flow: Pick<Flow, 'state' | 'askedAt'> }) {
  const { t } = useTranslation('flows');
  if (flow.state === 'on') return <Tag tone="accent">{t('state.on')}</Tag>;
  if (flow.state === 'paused') return <Tag tone="warning">{t('state.paused')}</Tag>;
  return flow.askedAt ? <Tag tone="warning">{t('state.asked')}</Tag> : <Tag>{t('state.off')}</Tag>;
}

/** Why an automation does not run, in a sentence; undefined while it does. */
export function useWhyOff() {
  const { t } = useTranslation('flows');
  const format = useFormat();
  return ({ state, askedAt, switchedOffAt }: Pick<Flow, 'state' | 'askedAt' | 'switchedOffAt'>) => {
    if (state === 'on') return undefined;
    if (state === 'paused') return t('why.paused');
    if (askedAt) return t('why.asked', { when: format.relativeInstant(askedAt) });
    return switchedOffAt ? t('why.switchedOff', { when: format.relativeInstant(switchedOffAt) }) : t('why.unread');
  };
}
