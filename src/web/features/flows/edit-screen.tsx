import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getFlow } from '../../../modules/flows/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, NoPermission } from '../../ui/states.tsx';
import { FlowEditor } from './editor/flow-editor.tsx';
import type { RuleSlot } from './editor/words.ts';

interface EditProps {
  ruleField: RuleSlot;
  onSaved: (flowId: string) => void;
}

/** Changes an automation that is there. */
export function EditFlow({ flowId, ...rest }: EditProps & { flowId: string }) {
  const { t } = useTranslation('flows');
  const query = useQuery(queryFor(getFlow, { params: { flowId } }));
  const mayWrite = useCan('plays:write');
  return (
    <Page
      title={t('editor.title', { name: query.data?.name ?? '' })}
      back={{ to: `/plays/flows/${flowId}`, label: query.data?.name ?? t('one') }}
    >
      {mayWrite ? (
        <Loaded query={query} rows={6}>
          {(flow) => <FlowEditor key={flow.version} flow={flow} {...rest} />}
        </Loaded>
      ) : (
        <NoPermission what={t('changing')} />
      )}
    </Page>
  );
}

/** Makes one of the shop's own. */
export function NewFlow(props: EditProps) {
  const { t } = useTranslation('flows');
  const mayWrite = useCan('plays:write');
  return (
    <Page title={t('newOwn')} back={{ to: '/plays/flows', label: t('title') }}>
      {mayWrite ? <FlowEditor flow={undefined} {...props} /> : <NoPermission what={t('changing')} />}
    </Page>
  );
}
