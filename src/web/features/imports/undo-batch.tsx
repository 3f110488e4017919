import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Batch, BatchUndo } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForgetAnswers, useUndoBatch } from './api.ts';
import css from './imports.module.css';

/** Takes a batch back: first says what will go, afterwards what went, and what was kept and why. */
export function UndoBatch({ batch }: { batch: Batch }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const forget = useForgetAnswers();
  const undo = useUndoBatch();
  const [opened, { open, close }] = useDisclosure(false);
  if (batch.state === 'undone') return <Undone answer={batch.undo} />;
  const result = batch.result;
  if (!result) return null;
  const run = () =>
    undo.mutate(
      { params: { batchId: batch.batchId } },
      {
        onSuccess: async () => {
          close();
          await forget();
        },
      },
    );
  const going = [
    batch.kind === 'sales' ? t('undo.orders', { count: result.orders.created }) : undefined,
    batch.kind === 'events' || batch.kind === 'reservations' || batch.kind === 'reviews'
      ? t('undo.touchpoints', { count: result.accepted - result.duplicates })
      : undefined,
    result.customers.created > 0 ? t('undo.customers', { count: result.customers.created }) : undefined,
    result.items.created > 0 ? t('undo.items', { count: result.items.created }) : undefined,
  ].filter((one) => one !== undefined);
  return (
    <Section title={t('undo.title')} sentence={t('undo.sentence')}>
      <Button variant="default" onClick={open}>
        {t('undo.button')}
      </Button>
      <Modal
        opened={opened}
        // While it works the card below says how it ends: nobody shall believe that closing stops it.
        onClose={undo.isPending ? () => {} : close}
        withCloseButton={!undo.isPending}
        title={t('undo.confirmTitle')}
        closeButtonProps={{ 'aria-label': t('undo.cancel') }}
      >
        <div className={css.stack}>
          <p className={css.text}>{t('undo.will')}</p>
          <ul className={css.plainList}>
            {going.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
          {result.orders.updated > 0 && (
            <p className={css.hint}>{t('undo.updated', { orders: format.count(result.orders.updated) })}</p>
          )}
          <p className={css.hint}>{t('undo.stays')}</p>
          {undo.error && <Notice tone="danger">{undo.error.message || t('undo.failed')}</Notice>}
          {undo.isPending && (
            <ProgressCard title={t('undo.working')} state="working" sentence={t('undo.workingHint')} />
          )}
          <div className={css.actions}>
            <Button variant="default" onClick={close} disabled={undo.isPending}>
              {t('undo.cancel')}
            </Button>
            <Button color="red.9" onClick={run} loading={undo.isPending}>
              {t('undo.button')}
            </Button>
          </div>
        </div>
      </Modal>
    </Section>
  );
}

function Undone({ answer }: { answer: BatchUndo | null }) {
  const { t } = useTranslation('imports');
  if (!answer) return <Notice>{t('undo.done')}</Notice>;
  const { undone, kept, skippedLater } = answer;
  const left = kept.reduce((sum, one) => sum + one.count, 0);
  return (
    <Section
      title={t('undo.doneTitle')}
      sentence={kept.length === 0 ? t('undo.doneAll') : t('undo.doneBut', { count: left })}
    >
      <ul className={css.plainList}>
        {undone.orders > 0 && <li>{t('undo.orders', { count: undone.orders })}</li>}
        {undone.touchpoints > 0 && <li>{t('undo.touchpoints', { count: undone.touchpoints })}</li>}
        <li>{t('undo.customers', { count: undone.customers })}</li>
        {undone.items > 0 && <li>{t('undo.items', { count: undone.items })}</li>}
        {undone.additions > 0 && <li>{t('undo.additions', { count: undone.additions })}</li>}
      </ul>
      {skippedLater.length > 0 && (
        <>
          <h3 className={css.keptTitle}>{t('undo.skippedTitle')}</h3>
          <ul className={css.plainList}>
            {skippedLater.map(({ batchId, fileName, lines, people }) => (
              <li key={batchId}>
                {lines > 0 && t('undo.skippedLines', { fileName, count: lines })}{' '}
                {people > 0 && t('undo.skippedPeople', { fileName, count: people })}
              </li>
            ))}
          </ul>
        </>
      )}
      {kept.length > 0 && (
        <>
          <h3 className={css.keptTitle}>{t('undo.keptTitle')}</h3>
          <ul className={css.plainList}>
            {kept.map(({ reason, count }) => (
              <li key={reason}>{t(`undo.kept.${reason}`, { count })}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
