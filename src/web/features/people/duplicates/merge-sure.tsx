import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { getSureMerge, mergeSurePairs, undoSureMerge } from '../../../../modules/customers/contract/identity.ts';
import { keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Section } from '../../../ui/page.tsx';
import { ProgressCard } from '../../../ui/progress-card.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showFailure } from '../../../ui/toast.tsx';
import { AskFirst } from './ask-first.tsx';

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
    refetchInterval: ({ state }) => (isAtWork(state.data) ? ASK_EVERY_MS : false),
  });
  const start = useCall(mergeSurePairs);
  const [opened, { open, close }] = useDisclosure(false);
  const status = query.data;
  const isRunning = isAtWork(status);
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !isRunning) onChange();
    wasRunning.current = isRunning;
  }, [isRunning, onChange]);
  if (!status) return null;
  const ask = () => client.invalidateQueries({ queryKey: keyOf(getSureMerge) });
  const { left, last, undo } = status;
  const isToday = (at: string) => format.dayOf(at) === format.today;
  // On another day each of its merges still stands in the history.
  const isTold = last !== null && last.mergeIds.length > 0 && isToday(last.startedAt);
  const isUndone = last?.mergeIds.length === 0 && undo !== null && undo.done > 0 && isToday(undo.startedAt);
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
  if (undo?.isRunning) return <Working title={t('sure.undoing')} said="undoneOf" {...undo} />;
  // Asked for a moment ago and not begun yet: the run of before is not meant.
  if (status.isRunning)
    return <Working title={t('sure.running')} said="merging" {...(last ?? { done: 0, of: left })} />;
  return (
    <>
      {isTold && last && (
        <LastRun startedAt={last.startedAt} count={last.mergeIds.length} onStarted={() => void ask()} />
      )}
      {isUndone && undo && (
        <Notice>{t('sure.undone', { count: undo.done, when: format.relativeInstant(undo.startedAt) })}</Notice>
      )}
      {left > 0 && (
        <Section title={t('sure.title', { count: left })} sentence={t('sure.sentence')}>
          <Button onClick={open}>{t('sure.merge', { n: format.count(left) })}</Button>
          <AskFirst
            opened={opened}
            title={t('sure.ask', { count: left })}
            means={t('sure.askMeans')}
            yes={t('sure.merge', { n: format.count(left) })}
            isPending={start.isPending}
            onYes={merge}
            onClose={close}
          />
        </Section>
      )}
    </>
  );
}

type Status = z.output<typeof getSureMerge.output>;

const isAtWork = (status: Status | undefined) => status?.isRunning === true || status?.undo?.isRunning === true;

function Working({ title, said, done, of }: { title: string; said: 'merging' | 'undoneOf'; done: number; of: number }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  return (
    <ProgressCard
      title={title}
      state="working"
      doneShare={done / Math.max(of, 1)}
      sentence={t(`sure.${said}`, { done: format.count(done), of: format.count(of) })}
      canLeave
    />
  );
}

/** What the last run merged and still is one person, with the way back for all of it, which is asked about first. */
function LastRun({ startedAt, count, onStarted }: { startedAt: string; count: number; onStarted: () => void }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const undo = useCall(undoSureMerge);
  const [opened, { open, close }] = useDisclosure(false);
  const takeBack = () =>
    undo.mutate(
      {},
      {
        onSuccess: () => {
          close();
          onStarted();
        },
        onError: (error) => showFailure(error.message),
      },
    );
  return (
    <Notice>
      <Group justify="space-between">
        <span>{t('sure.done', { count, when: format.relativeInstant(startedAt) })}</span>
        <Button variant="default" size="compact-md" onClick={open}>
          {t('sure.undo')}
        </Button>
      </Group>
      <AskFirst
        opened={opened}
        title={t('sure.askUndo', { count })}
        means={t('sure.askUndoMeans')}
        yes={t('sure.undo')}
        isPending={undo.isPending}
        onYes={takeBack}
        onClose={close}
      />
    </Notice>
  );
}
