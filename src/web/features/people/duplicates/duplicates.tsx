import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  computeDuplicates,
  countDuplicates,
  createMerge,
  decideDifferent,
  getSureMerge,
  listDuplicates,
  listMerges,
  MAX_PEOPLE_FOR_WEAK_PASSES,
  type Pair,
  undoDifferent,
  undoMerge,
} from '../../../../modules/customers/contract/identity.ts';
import { call, keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShortcuts } from '../../../lib/keys.ts';
import { useUrlState } from '../../../lib/search.ts';
import { Page, Section } from '../../../ui/page.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../../ui/toast.tsx';
import { AskFirst } from './ask-first.tsx';
import css from './duplicates.module.css';
import { MergeHistory } from './merge-history.tsx';
import { MergeSure } from './merge-sure.tsx';
import { PairCard } from './pair-card.tsx';

const zPlace = z.object({ pair: z.string().optional().catch(undefined) });

/** Pairs shown at first, and with each press more. */
const PAIRS = 30;
/** More than anybody looks at in one sitting; the others come when these are decided. */
const MOST_PAIRS = 300;
/** A look through everybody takes some seconds: asked for by hand, the page asks this often whether it is done. */
const ASK_EVERY_MS = 1_000;
/** Longer than the largest shop takes; then the page says that it goes on in the background. */
const WAIT_AT_MOST_MS = 120_000;

/** A pair that is not merged without a second thought (OP-04). */
const haveOtherNames = ({ reasons }: Pair) =>
  reasons.some(({ field, level }) => (field === 'name' || field === 'given') && level === 'different');

const idOf = ({ a, b }: Pair) => `${a.customerId} ${b.customerId}`;

/** Waits for a look through everybody that was asked for, and tells what it found. */
function useLookAgain(onFound: () => void) {
  const { t } = useTranslation('identity');
  const compute = useCall(computeDuplicates);
  const [isLooking, setLooking] = useState(false);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const look = async () => {
    setLooking(true);
    try {
      const before = await call(countDuplicates);
      await compute.mutateAsync({});
      const until = Date.now() + WAIT_AT_MOST_MS;
      let now = before;
      while (isShown.current && now.computedAt === before.computedAt && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
        now = await call(countDuplicates);
      }
      if (!isShown.current) return;
      onFound();
      showDone(now.computedAt === before.computedAt ? t('computing') : t('computed', { count: now.total }));
    } catch (error) {
      showFailure(error instanceof Error ? error.message : '');
    }
    setLooking(false);
  };
  return { look, isLooking };
}

/**
 * Records that are likely one person, those who met by one number first, then the surest; the one in hand is open, the keys
 * J K M D work it off. The address may name the meeting that is looked at first.
 */
export function Duplicates() {
  const [{ pair: opened }] = useUrlState(zPlace);
  const { t } = useTranslation('identity');
  const format = useFormat();
  const [limit, setLimit] = useState(PAIRS);
  const query = useQuery({
    ...queryFor(listDuplicates, { query: { limit } }),
    placeholderData: keepPreviousData,
  });
  const client = useQueryClient();
  const refresh = useCallback(() => {
    for (const endpoint of [listDuplicates, countDuplicates, listMerges, getSureMerge]) {
      void client.invalidateQueries({ queryKey: keyOf(endpoint) });
    }
  }, [client]);
  const { look, isLooking } = useLookAgain(refresh);
  const run = query.data?.run;
  return (
    <Page
      title={t('title')}
      back={{ to: '/people', label: t('back') }}
      sentence={
        query.data &&
        (run
          ? [
              t('sentence', { count: query.data.total, when: format.relativeInstant(run.computedAt) }),
              ...(run.people > MAX_PEOPLE_FOR_WEAK_PASSES
                ? [t('strongOnly', { people: format.count(MAX_PEOPLE_FOR_WEAK_PASSES) })]
                : []),
            ].join(' ')
          : query.data.total === 0
            ? t('neverComputed')
            : undefined)
      }
      action={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={isLooking}
          onClick={() => void look()}
        >
          {t('compute')}
        </Button>
      }
    >
      <MergeSure onChange={refresh} />
      <Loaded query={query} rows={8}>
        {({ pairs, total }) =>
          pairs.length === 0 ? (
            <EmptyState sentence={run ? t('empty') : t('neverComputed')} />
          ) : (
            <>
              <PairList pairs={pairs} opened={opened} onChange={refresh} />
              {pairs.length < total && limit < MOST_PAIRS && (
                <Button
                  variant="default"
                  mt={12}
                  loading={query.isFetching}
                  onClick={() => setLimit(Math.min(limit + PAIRS, MOST_PAIRS))}
                >
                  {t('more', { shown: format.count(pairs.length), total: format.count(total) })}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
      <Section title={t('history.title')} sentence={t('history.sentence')}>
        <MergeHistory onChange={refresh} />
      </Section>
    </Page>
  );
}

function PairList({
  pairs,
  opened,
  onChange,
}: {
  pairs: readonly Pair[];
  opened: string | undefined;
  onChange: () => void;
}) {
  const { t } = useTranslation('identity');
  const merge = useCall(createMerge);
  const different = useCall(decideDifferent);
  const [openId, setOpenId] = useState(() => {
    const named = pairs.find(({ meeting }) => meeting !== null && meeting.meetingId === opened);
    return named ? idOf(named) : '';
  });
  const [kept, setKept] = useState<Record<string, string>>({});
  const list = useRef<HTMLUListElement>(null);
  const [lastAt, setLastAt] = useState(0);
  const found = pairs.findIndex((pair) => idOf(pair) === openId);
  // Once a pair is decided, the one that has taken its place is in hand.
  const at = found >= 0 ? found : Math.min(lastAt, pairs.length - 1);
  const current = pairs[at];
  const goTo = (index: number) => {
    const next = Math.min(pairs.length - 1, Math.max(0, index));
    const pair = pairs[next];
    if (!pair) return;
    setOpenId(idOf(pair));
    setLastAt(next);
  };
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const opened = list.current?.querySelector<HTMLElement>(`[data-pair="${openId}"]`);
    opened?.scrollIntoView({ block: 'nearest' });
    opened?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }, [openId]);
  const undo = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      showDone(done);
    } catch (error) {
      showFailure(error instanceof Error ? error.message : '');
    }
    onChange();
  };
  const intoOf = (pair: Pair) => kept[idOf(pair)] ?? pair.keep;
  const [asked, setAsked] = useState<Pair>();
  const doMerge = (pair: Pair) => {
    if (asked !== undefined) return;
    if (haveOtherNames(pair)) setAsked(pair);
    else mergeNow(pair);
  };
  const mergeNow = (pair: Pair) => {
    if (merge.isPending) return;
    setAsked(undefined);
    const into = intoOf(pair);
    const from = into === pair.a.customerId ? pair.b.customerId : pair.a.customerId;
    merge.mutate(
      { body: { into, from, score: pair.score } },
      {
        onSuccess: ({ mergeId }) => {
          onChange();
          showUndo({
            message: t('merged'),
            onUndo: () => undo(() => call(undoMerge, { params: { mergeId } }), t('unmerged')),
          });
        },
        onError: (error) => showFailure(error.message),
      },
    );
  };
  const doDifferent = (pair: Pair) => {
    if (different.isPending || asked !== undefined) return;
    const body = { a: pair.a.customerId, b: pair.b.customerId };
    different.mutate(
      { body },
      {
        onSuccess: () => {
          onChange();
          showUndo({
            message: t('noted'),
            onUndo: () => undo(() => call(undoDifferent, { body }), t('reopened')),
          });
        },
        onError: (error) => showFailure(error.message),
      },
    );
  };
  useShortcuts([
    { code: 'KeyJ', run: () => goTo(at + 1) },
    { code: 'KeyK', run: () => goTo(at - 1) },
    { code: 'KeyM', run: () => current && doMerge(current) },
    { code: 'KeyD', run: () => current && doDifferent(current) },
  ]);
  return (
    <>
      <p className={css.keys}>{t('keys')}</p>
      <AskFirst
        opened={asked !== undefined}
        title={t('otherNames.title')}
        means={t('otherNames.means')}
        yes={t('merge')}
        onYes={() => asked && mergeNow(asked)}
        onClose={() => setAsked(undefined)}
      />
      <ul className={css.pairs} ref={list}>
        {pairs.map((pair, index) => (
          <li key={idOf(pair)} data-pair={idOf(pair)}>
            <PairCard
              pair={pair}
              isOpen={index === at}
              into={intoOf(pair)}
              onOpen={() => goTo(index)}
              onKeep={(customerId) => setKept((before) => ({ ...before, [idOf(pair)]: customerId }))}
              onMerge={() => doMerge(pair)}
              onDifferent={() => doDifferent(pair)}
              isBusy={merge.isPending || different.isPending}
              onChange={onChange}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
