import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  DELIVERY_STATES,
  type Delivery,
  getDelivery,
  listConnections,
  listDeliveries,
  replayConnection,
  replayDelivery,
} from '../../../modules/sources/contract.ts';
import { type EndpointOutput, zDay } from '../../../shared/endpoint.ts';
import { type ApiError, call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showDone, showFailure } from '../../ui/toast.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './sources.module.css';
import { TONES, useProblemWords, useResultWords } from './words.ts';

const POLL_MS = 3_000;

const zFilter = z.object({
  source: z.string().optional().catch(undefined),
  state: z.enum(DELIVERY_STATES).optional().catch(undefined),
  day: zDay.optional().catch(undefined),
});

/** Every delivery, or the dead letters of a source. */
export function DeliveriesScreen() {
  const { t } = useTranslation('connections');
  const [filter, set] = useUrlState(zFilter);
  const isDead = filter.state === 'dead';
  return (
    <Page
      title={t('allDeliveries')}
      sentence={t(isDead ? 'deadSentence' : 'allSentence')}
      back={{ to: '/record/connections', label: t('title') }}
      action={
        <Button variant="default" onClick={() => void set({ state: isDead ? undefined : 'dead' })}>
          {t(isDead ? 'showAll' : 'showDead')}
        </Button>
      }
    >
      <Deliveries filter={filter} title={t('deliveries')} />
    </Page>
  );
}

type Filter = Partial<Pick<Delivery, 'connectionId' | 'state'>> & {
  source?: string | undefined;
  day?: string | undefined;
};
type DeliveryPage = EndpointOutput<typeof listDeliveries>;

/** What came, newest first; a press opens one. */
export function Deliveries({ filter, title }: { filter: Filter; title: string }) {
  const { t } = useTranslation('connections');
  const problemWords = useProblemWords();
  const resultWords = useResultWords();
  const [opened, setOpened] = useState<string>();
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const query = useInfiniteQuery<
    DeliveryPage,
    ApiError,
    { pages: DeliveryPage[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: keyOf(listDeliveries, { query: asked }),
    queryFn: ({ pageParam, signal }) => call(listDeliveries, { query: { ...asked, before: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.deliveries.some((one) => one.state === 'received') ? POLL_MS : false,
  });
  const rows = query.data?.pages.flatMap((page) => page.deliveries);
  const columns: Column<Delivery>[] = [
    {
      key: 'at',
      header: t('delivery.at'),
      phone: 'title',
      width: '20%',
      render: (one) => <Instant at={one.receivedAt} exact />,
    },
    {
      key: 'state',
      header: t('delivery.state'),
      phone: 'aside',
      width: '12%',
      render: ({ state }) => <Tag tone={TONES[state]}>{t(`deliveryState.${state}`)}</Tag>,
    },
    { key: 'from', header: t('delivery.from'), width: '16%', render: ({ label }) => label },
    { key: 'topic', header: t('delivery.topic'), width: '16%', render: ({ topic }) => topic || '–' },
    {
      key: 'what',
      header: t('delivery.what'),
      render: ({ problem, result }) => (problem ? problemWords(problem) : result ? resultWords(result) : '–'),
    },
  ];
  return (
    <Section title={title} surface="plain">
      <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }}>
        {(shown) => (
          <div className={css.stack}>
            <DataTable<Delivery>
              caption={title}
              columns={columns}
              rows={shown}
              rowKey={({ deliveryId }) => deliveryId}
              onOpen={({ deliveryId }) => setOpened(deliveryId)}
              empty={<p className={css.quiet}>{t(filter.state === 'dead' ? 'noDead' : 'noDeliveries')}</p>}
            />
            <MoreButton query={query} label={t('more')} />
          </div>
        )}
      </Loaded>
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={t('delivery.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('cancel') }}
      >
        {opened !== undefined && <DeliveryDetail deliveryId={opened} onDone={() => setOpened(undefined)} />}
      </Modal>
    </Section>
  );
}

function DeliveryDetail({ deliveryId, onDone }: { deliveryId: string; onDone: () => void }) {
  const { t } = useTranslation('connections');
  const problemWords = useProblemWords();
  const resultWords = useResultWords();
  const mayManage = useCan('sources:manage');
  const query = useQuery(queryFor(getDelivery, { params: { deliveryId } }));
  const replay = useCall(replayDelivery);
  const refresh = useRefresh();
  return (
    <Loaded query={query}>
      {(one) => (
        <div className={css.stack}>
          {one.problem && <Notice tone="danger">{problemWords(one.problem)}</Notice>}
          {one.result && <p className={css.text}>{resultWords(one.result)}</p>}
          {one.repeats > 0 && <p className={css.quiet}>{t('delivery.repeats', { count: one.repeats })}</p>}
          {one.maskedBody === null ? (
            <p className={css.quiet}>{t('delivery.bodyGone')}</p>
          ) : (
            <>
              <p className={css.quiet}>{t('delivery.masked')}</p>
              {/* A scrolling region must be reachable by keyboard. */}
              <div className={css.code} role="region" aria-label={t('delivery.body')} tabIndex={0}>
                {one.maskedBody}
              </div>
            </>
          )}
          {mayManage && one.problem && one.maskedBody !== null && (
            <div className={css.actions}>
              <Button
                loading={replay.isPending}
                onClick={() =>
                  replay.mutate(
                    { params: { deliveryId } },
                    {
                      onSuccess: () => {
                        showDone(t('replayed', { count: 1 }));
                        refresh();
                        onDone();
                      },
                      onError: (error) => showFailure(error.message || t('notSaved')),
                    },
                  )
                }
              >
                {t('replay')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Loaded>
  );
}

/** Works on every failed delivery of a connection again. */
export function ReplayAll({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation('connections');
  const replay = useCall(replayConnection);
  const refresh = useRefresh();
  return (
    <Button
      variant="default"
      size="compact-md"
      loading={replay.isPending}
      onClick={() =>
        replay.mutate(
          { params: { connectionId } },
          {
            onSuccess: ({ replayed }) => {
              showDone(t('replayed', { count: replayed }));
              refresh();
            },
            onError: (error) => showFailure(error.message || t('notSaved')),
          },
        )
      }
    >
      {t('replayAll')}
    </Button>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () => {
    for (const endpoint of [listDeliveries, listConnections, getDelivery])
      void client.invalidateQueries({ queryKey: keyOf(endpoint) });
  };
}
