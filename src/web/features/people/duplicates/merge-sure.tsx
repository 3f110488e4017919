import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getSureMerge, mergeSurePairs, undoMerge } from '../../../../modules/customers/contract/identity.ts';
import { call, keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Section } from '../../../ui/page.tsx';
import { ProgressCard } from '../../../ui/progress-card.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showDone, showFailure } from '../../../ui/toast.tsx';

/** While it runs the page asks this often how far it is. */
const ASK_EVERY_MS = 1_000;

/**
 * All pairs of which nobody would say anything but yes, in one go that is asked about first and goes on when the page is
 * closed; each stays a merge of its own in the history.
 */
export function MergeSure({ onChange }: { onChange: () => void }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const client = useQueryClient();
  const query = useQuery({
    ...queryFor(getSureMerge),
    refetchInterval: ({ state }) => (state.data?.isRunning ? ASK_EVERY_MS : false),
  });
  const start = useCall(mergeSurePairs);
  const [opened, { open, close }] = useDisclosure(false);
  const status = query.data;
  const isRunning = status?.isRunning ?? false;
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !isRunning) onChange();
    wasRunning.current = isRunning;
  }, [isRunning, onChange]);
  if (!status) return null;
  const ask = () => client.invalidateQueries({ queryKey: keyOf(getSureMerge) });
  const { left, last } = status;
  const done = last?.mergeIds.length ?? 0;
  // On another day each of its merges still stands in the history.
  const isTold = last !== null && format.dayOf(last.startedAt) === format.today;
  const merge = () =>
    start.mutate(
      {},
      {
        onSuccess: () => {
          close();
          void ask();
        },
        onError: (error) => showFailure(error.message),
      },
    );
  if (isRunning) {
    return (
      <ProgressCard
        title={t('sure.running')}
        state="working"
        doneShare={done / Math.max(done + left, 1)}
        sentence={t('sure.merging', { done: format.count(done), of: format.count(done + left) })}
        canLeave
      />
    );
  }
  return (
    <>
      {isTold && last && (
        <LastRun
          startedAt={last.startedAt}
          mergeIds={last.mergeIds}
          onChange={() => {
            void ask();
            onChange();
          }}
        />
      )}
      {left > 0 && (
        <Section title={t('sure.title', { count: left })} sentence={t('sure.sentence')}>
          <Button onClick={open}>{t('sure.merge', { n: format.count(left) })}</Button>
          <Modal
            opened={opened}
            onClose={close}
            title={t('sure.ask', { count: left })}
            closeButtonProps={{ 'aria-label': t('sure.cancel') }}
          >
            <p>{t('sure.askMeans')}</p>
            <Group justify="flex-end" mt={16}>
              <Button variant="default" onClick={close}>
                {t('sure.cancel')}
              </Button>
              <Button onClick={merge} loading={start.isPending}>
                {t('sure.merge', { n: format.count(left) })}
              </Button>
            </Group>
          </Modal>
        </Section>
      )}
    </>
  );
}

/** What the last run merged and still is one person, with the way back for all of it. */
function LastRun({
  startedAt,
  mergeIds,
  onChange,
}: {
  startedAt: string;
  mergeIds: readonly string[];
  onChange: () => void;
}) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const [isUndoing, setUndoing] = useState(false);
  const takeBack = async () => {
    setUndoing(true);
    try {
      // The last one first: of three records of one person the second merge rests on the first.
      for (const mergeId of mergeIds.toReversed()) await call(undoMerge, { params: { mergeId } });
      showDone(t('sure.undone', { count: mergeIds.length }));
    } catch (error) {
      showFailure(error instanceof Error ? error.message : '');
    }
    setUndoing(false);
    onChange();
  };
  return (
    <Notice>
      <Group justify="space-between">
        <span>
          {t('sure.done', { count: mergeIds.length })} {format.relativeInstant(startedAt)}
        </span>
        <Button variant="default" size="compact-md" loading={isUndoing} onClick={() => void takeBack()}>
          {t('sure.undo')}
        </Button>
      </Group>
    </Notice>
  );
}
