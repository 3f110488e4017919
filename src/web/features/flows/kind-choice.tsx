import { Button, MultiSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseKinds, type OpenFlow, readKinds, updateFlow } from '../../../modules/flows/contract.ts';
import { useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useRefreshFlows } from './api.ts';
import { useWords } from './editor/words.ts';
import css from './flows.module.css';

/** Which kind the new item is of, chosen where the automation is read: it goes to those who like that kind. */
export function KindChoice({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('flows');
  const { categories } = useWords();
  const chosen = readKinds(flow.document);
  const [picked, setPicked] = useState<string[]>([...chosen]);
  const update = useCall(updateFlow);
  const refresh = useRefreshFlows();
  const isChanged = [...picked].sort().join('\n') !== [...chosen].sort().join('\n');
  const save = () =>
    update.mutate(
      { params: { flowId: flow.flowId }, body: { document: chooseKinds(flow.document, picked) } },
      { onSuccess: () => void refresh() },
    );
  // A kind that no item is of any more can still be taken out.
  const offered = [...new Set([...categories, ...chosen])].sort();
  return (
    <Section title={t('kindsOf.title')}>
      <div className={css.stack}>
        {update.error && <Notice tone="danger">{update.error.message || t('notSaved')}</Notice>}
        {offered.length === 0 ? (
          <p className={css.quiet}>
            {t('kindsOf.none')} <Link to="/record/import">{t('kindsOf.toImport')}</Link>
          </p>
        ) : (
          <>
            <MultiSelect
              label={t('kindsOf.label')}
              description={t(picked.length === 0 ? 'kindsOf.everybody' : 'kindsOf.hint')}
              data={offered}
              searchable
              value={picked}
              onChange={setPicked}
            />
            <div className={css.actions}>
              <Button variant="light" disabled={!isChanged} loading={update.isPending} onClick={save}>
                {t('kindsOf.save')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Section>
  );
}
