import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { getTagChange, listCustomers, type TagChange, undoTagChange } from '../../../../modules/customers/contract.ts';
import { call, keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { ProgressCard } from '../../../ui/progress-card.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../../ui/toast.tsx';

const POLL_MS = 1_000;
const isUnderWay = (state: TagChange['state'] | undefined) => state === 'running' || state === 'undoing';

/** Says what an act on a few people did, and offers to take it back. */
export function useTellChange() {
  const { t } = useTranslation('lists');
  const format = useFormat();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(listCustomers) });
  return (change: TagChange) =>
    showUndo({
      message: t(change.action === 'add' ? 'work.added' : 'work.removed', {
        n: format.count(change.changed),
        tag: change.tagName,
      }),
      onUndo: async () => {
        try {
          await call(undoTagChange, { params: { tagChangeId: change.tagChangeId } });
          showDone(t('work.undone'));
        } catch (error) {
          showFailure(error instanceof Error ? error.message : '');
        }
        await refresh();
      },
    });
}

/** Work on all who meet a filter: how far it is; it goes on when one leaves, and can be taken back. */
export function Work({ tagChangeId, onEnd }: { tagChangeId: string; onEnd: () => void }) {
  const { t } = useTranslation('lists');
  const format = useFormat();
  const client = useQueryClient();
  const undo = useCall(undoTagChange);
  const query = useQuery({
    ...queryFor(getTagChange, { params: { tagChangeId } }),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? POLL_MS : false),
  });
  const state = query.data?.state;
  const ended = useEffectEvent(() => client.invalidateQueries({ queryKey: keyOf(listCustomers) }));
  useEffect(() => {
    if (state === 'done' || state === 'undone') void ended();
  }, [state]);
  const takeBack = () => undo.mutate({ params: { tagChangeId } }, { onSettled: () => void query.refetch() });
  return (
    <Loaded query={query} rows={1}>
      {(change) => (
        <ProgressCard
          title={t(change.action === 'add' ? 'work.adding' : 'work.removing', { tag: change.tagName })}
          state={isUnderWay(change.state) ? 'working' : 'done'}
          canLeave={isUnderWay(change.state)}
          sentence={t(`work.${change.state}`, {
            done: format.count(change.done),
            changed: format.count(change.changed),
          })}
          action={
            <>
              {(change.state === 'running' || change.state === 'done') && (
                <Button variant="subtle" size="compact-md" loading={undo.isPending} onClick={takeBack}>
                  {t('work.takeBack')}
                </Button>
              )}
              {!isUnderWay(change.state) && (
                <Button variant="subtle" color="gray" size="compact-md" onClick={onEnd}>
                  {t('work.close')}
                </Button>
              )}
            </>
          }
        />
      )}
    </Loaded>
  );
}
