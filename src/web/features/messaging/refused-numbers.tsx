import { Button, FileButton, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listRefusals, recordRefusedNumbers } from '../../../modules/messaging/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';

/** Takes the list of 080 refusals that a provider shows only on its own page; there is no taking it back. */
export function RefusedNumbers() {
  const { t } = useTranslation('messages');
  const { today } = useFormat();
  const mayRecord = useCan('imports:run');
  const client = useQueryClient();
  const [numbers, setNumbers] = useState('');
  const [refusedOn, setRefusedOn] = useState(today);
  const record = useCall(recordRefusedNumbers);
  if (!mayRecord) return null;
  const send = () =>
    record.mutate(
      { body: { numbers, refusedOn } },
      {
        onSuccess: () => {
          setNumbers('');
          void client.invalidateQueries({ queryKey: keyOf(listRefusals) });
        },
      },
    );
  return (
    <Section title={t('refused.title')} sentence={t('refused.sentence')}>
      <div className={css.stack}>
        <Textarea
          label={t('refused.numbers')}
          description={t('refused.numbersHint')}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={100_000}
          value={numbers}
          onChange={(event) => setNumbers(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('refused.refusedOn')}
          description={t('refused.refusedOnHint')}
          max={today}
          value={refusedOn}
          onChange={(event) => setRefusedOn(event.currentTarget.value)}
        />
        {record.error && <Notice tone="danger">{record.error.message}</Notice>}
        {record.data && (
          <Notice tone="accent">
            {t('refused.done', record.data)} {record.data.unknown > 0 && t('refused.unknown', record.data)}{' '}
            {record.data.unreadable > 0 && t('refused.unreadable', record.data)}
          </Notice>
        )}
        <div className={css.actions}>
          <Button loading={record.isPending} disabled={numbers.trim() === '' || refusedOn === ''} onClick={send}>
            {t('refused.record')}
          </Button>
          <FileButton accept=".txt,.csv,text/plain,text/csv" onChange={(file) => void file?.text().then(setNumbers)}>
            {(props) => (
              <Button {...props} variant="default">
                {t('refused.file')}
              </Button>
            )}
          </FileButton>
        </div>
      </div>
    </Section>
  );
}
