import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { DryRunList } from './dry-run-list.tsx';
import { LegalNotices, RefusalLog } from './law-lists.tsx';
import { RefusedNumbers } from './refused-numbers.tsx';
import { TemplateDesk } from './template-desk.tsx';

/** Messages: the kept texts, what practice mode would have sent, who refused, and what the law wants to be told. */
export function MessagePage() {
  const { t } = useTranslation('messages');
  const mayReadPeople = useCan('customers:read');
  return (
    <Page title={t('page.title')} back={{ to: '/plays', label: t('plays:title') }}>
      <TemplateDesk />
      <DryRunList />
      {mayReadPeople && <RefusalLog />}
      <RefusedNumbers />
      {mayReadPeople && <LegalNotices />}
    </Page>
  );
}
