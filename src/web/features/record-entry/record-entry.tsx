import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type NewEntry, undoEntry } from '../../../modules/imports/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { call } from '../../lib/api.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../ui/toast.tsx';
import { CardForm } from './card-form.tsx';
import { NoteForm } from './note-form.tsx';
import { post, retryNow, useWaiting } from './outbox.ts';
import css from './record-entry.module.css';
import { SaleForm } from './sale-form.tsx';

const WHAT = ['sale', 'note', 'card'] as const;
const zUrl = z.object({ what: z.enum(WHAT).catch('sale') });

type WithoutKey<E> = E extends unknown ? Omit<E, 'key'> : never;

interface RecordEntryProps {
  /** What can be done with the receipt of a sale that belongs to nobody yet. */
  receipt: (orderId: string) => ReactNode;
  /** What staff may say to the person a sale belongs to. */
  about: (customerId: string) => ReactNode;
}

/** Typed in at the counter, with one thumb: a sale, a note, a card out of the bowl. */
export function RecordEntry(props: RecordEntryProps) {
  const { t } = useTranslation('entry');
  const may = useCan('customers:write');
  return (
    <Page title={t('title')} sentence={t('sentence')} width="reading" back={{ to: '/record', label: t('toRecord') }}>
      {may ? <Forms {...props} /> : <NoPermission sentence={t('noPermission')} />}
    </Page>
  );
}

function Forms({ receipt, about }: RecordEntryProps) {
  const { t } = useTranslation('entry');
  const queryClient = useQueryClient();
  const [{ what }, setUrl] = useUrlState(zUrl);
  const waiting = useWaiting();
  const [lastOrderId, setLastOrderId] = useState<string>();
  const save = (typed: WithoutKey<NewEntry>, label: string) => {
    const entry: NewEntry = { ...typed, key: newId() };
    setLastOrderId(undefined);
    post({
      entry,
      label,
      onSent: (entryId, orderId) => {
        if (orderId !== null && entry.kind === 'sale' && entry.customerId === null) setLastOrderId(orderId);
        void queryClient.invalidateQueries();
        showUndo({
          message: t('saved', { what: label }),
          onUndo: async () => {
            try {
              await call(undoEntry, { params: { entryId } });
              setLastOrderId(undefined);
              showDone(t('undone', { what: label }));
              void queryClient.invalidateQueries();
            } catch (error) {
              showFailure((error as Error).message || t('undoFailed'));
            }
          },
        });
      },
      onRefused: (error) => showFailure(error.message || t('refused', { what: label })),
    });
  };
  return (
    <div className={css.stack}>
      <SegmentedControl
        fullWidth
        size="lg"
        aria-label={t('what')}
        value={what}
        onChange={(chosen) => void setUrl({ what: WHAT.find((one) => one === chosen) ?? 'sale' })}
        data={WHAT.map((value) => ({ value, label: t(`tab.${value}`) }))}
      />
      {waiting.length > 0 && (
        <Notice tone="warning">
          <div className={css.waiting} role="status">
            <span>
              {t('waiting', {
                count: waiting.length,
                what: [...new Set(waiting.map(({ label }) => label))].join(', '),
              })}
            </span>
            <Button variant="default" onClick={retryNow}>
              {t('retryNow')}
            </Button>
          </div>
        </Notice>
      )}
      {what === 'sale' && lastOrderId !== undefined && receipt(lastOrderId)}
      {what === 'sale' && <SaleForm about={about} onSave={save} />}
      {what === 'note' && <NoteForm onSave={save} />}
      {what === 'card' && <CardForm onSave={save} />}
    </div>
  );
}
