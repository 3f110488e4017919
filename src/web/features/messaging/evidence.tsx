import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getMessageEvidence } from '../../../modules/messaging/contract.ts';
import { call } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';

/** On the card: everything that proves what she agreed to, was sent and was told, as one file (§2.10). */
export function MessageEvidence({ customerId }: { customerId: string }) {
  const { t } = useTranslation('messages');
  const mayExport = useCan('customers:export');
  const fetchIt = useMutation({
    mutationFn: () => call(getMessageEvidence, { params: { customerId } }),
    onSuccess: (evidence) => save(`message-evidence-${customerId}.json`, JSON.stringify(evidence, null, 2)),
  });
  if (!mayExport) return null;
  return (
    <Section title={t('evidence.title')} sentence={t('evidence.sentence')}>
      {fetchIt.error && <Notice tone="danger">{fetchIt.error.message}</Notice>}
      <div className={css.actions}>
        <Button variant="default" loading={fetchIt.isPending} onClick={() => fetchIt.mutate()}>
          {t('evidence.download')}
        </Button>
      </div>
    </Section>
  );
}

function save(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
