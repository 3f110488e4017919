import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { previewTemplate } from '../../../modules/messaging/contract.ts';
import { Notice } from '../../ui/states.tsx';

type Problem = z.output<(typeof previewTemplate)['output']>['problems'][number];

/** What Kakao would turn a template down for, or the law forbids, each with its rule. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  const { t } = useTranslation('messages');
  return problems.map(({ kind, rule, detail }) => (
    <Notice key={kind} tone="warning">
      {t(`template.problem.${kind}`, { detail })} <small>{rule}</small>
    </Notice>
  ));
}
