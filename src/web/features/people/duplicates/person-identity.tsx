import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  decideDifferent,
  getIdentity,
  type Identity,
  listChanges,
  undoDifferent,
} from '../../../../modules/customers/contract/identity.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { type ApiError, call, keyOf, queryFor, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { Section } from '../../../ui/page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { showDone, showFailure, showUndo } from '../../../ui/toast.tsx';
import css from './duplicates.module.css';
import { Households } from './households.tsx';
import { MergeRow } from './merge-history.tsx';
import { Recycled } from './recycled.tsx';

/** On the card: where she lives, of which records she consists, where her data came from, who shares number or door. */
export function PersonIdentity({ customerId }: { customerId: string }) {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const query = useQuery(queryFor(getIdentity, { params: { customerId } }));
  return (
    <Section title={t('card.title')}>
      <Loaded query={query} rows={3}>
        {(identity) => (
          <>
            <Addresses identity={identity} />
            <Told identity={identity} />
            {identity.merges.length > 0 && (
              <>
                <h3 className={css.subtitle}>{t('card.merged')}</h3>
                <ul className={css.history}>
                  {identity.merges.map((merge) => (
                    <MergeRow key={merge.mergeId} merge={merge} onChange={() => void client.invalidateQueries()} />
                  ))}
                </ul>
              </>
            )}
            <Households customerId={customerId} households={identity.households} />
            <SharedWith customerId={customerId} identity={identity} onChange={() => void client.invalidateQueries()} />
            <Changes customerId={customerId} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Addresses({ identity }: { identity: Identity }) {
  const { t } = useTranslation('identity');
  const sourceName = useSourceName();
  if (identity.addresses.length === 0) return <p className={css.quiet}>{t('card.noAddress')}</p>;
  return (
    <ul className={css.plainList}>
      {identity.addresses.map(({ addressId, shown, source }) => (
        <li key={addressId}>
          {shown} <span className={css.quiet}>{t('card.from', { source: sourceName(source) })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Who has a number or the door in common; of a number that may be somebody else's by now it is asked here (OP-05). */
function SharedWith({
  customerId,
  identity,
  onChange,
}: {
  customerId: string;
  identity: Identity;
  onChange: () => void;
}) {
  const { t } = useTranslation('identity');
  const canDecide = useCan('customers:merge');
  const { sharedWith } = identity;
  if (sharedWith.length === 0) return null;
  return (
    <>
      <h3 className={css.subtitle}>{t('card.shared')}</h3>
      <ul className={css.plainList}>
        {sharedWith.map(({ customerId: otherId, name, through, meetingId, recycledNumberOf }) => (
          <li key={`${otherId} ${through}`}>
            <Link to="/people/$customerId" params={{ customerId: otherId }} className={css.card}>
              {name || t('unnamed')}
            </Link>{' '}
            <span className={css.quiet}>{t(`card.through.${through}`)}</span>
            {canDecide && meetingId !== null && (
              <>
                {' '}
                <Link to="/people/duplicates" search={{ pair: meetingId }} className={css.card}>
                  {t('card.decide')}
                </Link>
              </>
            )}
            {recycledNumberOf !== null && (
              <Recycled
                customerId={recycledNumberOf}
                {...(recycledNumberOf === otherId ? { name } : {})}
                onChange={onChange}
              >
                {canDecide && <CallDifferent a={customerId} b={otherId} onChange={onChange} />}
              </Recycled>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Two people who share a number, and nothing to ask about. */
function CallDifferent({ a, b, onChange }: { a: string; b: string; onChange: () => void }) {
  const { t } = useTranslation('identity');
  const different = useCall(decideDifferent);
  const decide = () =>
    different.mutate(
      { body: { a, b } },
      {
        onSuccess: () => {
          onChange();
          showUndo({
            message: t('noted'),
            onUndo: async () => {
              await call(undoDifferent, { body: { a, b } });
              showDone(t('reopened'));
              onChange();
            },
          });
        },
        onError: (error) => showFailure(error.message),
      },
    );
  return (
    <Button variant="default" size="compact-md" loading={different.isPending} onClick={decide}>
      {t('card.different')}
    </Button>
  );
}

/** PV-15: which source told how she is reached, and when. */
function Told({ identity }: { identity: Identity }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const sourceName = useSourceName();
  if (identity.contacts.length === 0) return null;
  return (
    <>
      <h3 className={css.subtitle}>{t('card.told')}</h3>
      <ul className={css.plainList}>
        {identity.contacts.map(({ contactPointId, valueMasked, source, since }) => (
          <li key={contactPointId}>
            <span className="d-figures">{valueMasked}</span>{' '}
            <span className={css.quiet}>
              {source === null ? t('card.toldByUnknown') : sourceName(source)} · {format.day(format.dayOf(since))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

type ChangesPage = EndpointOutput<typeof listChanges>;

/** PV-15: which source said what, and when. */
function Changes({ customerId }: { customerId: string }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const sourceName = useSourceName();
  const input = { params: { customerId } };
  const query = useInfiniteQuery<
    ChangesPage,
    ApiError,
    { pages: ChangesPage[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: keyOf(listChanges, input),
    queryFn: ({ pageParam, signal }) => call(listChanges, { ...input, query: { before: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const changes = query.data?.pages.flatMap((page) => page.changes);
  if (changes?.length === 0) return null;
  return (
    <Loaded query={{ data: changes, error: query.error, refetch: query.refetch }} rows={1}>
      {(changes) => (
        <details className={css.changes}>
          <summary>{t('card.changes')}</summary>
          <ul className={css.plainList}>
            {changes.map((change) => (
              <li key={change.fieldChangeId}>
                {t(`field.${change.field}`)} —{' '}
                {t(`card.changeSource.${change.source}`, { defaultValue: sourceName(change.source) })}{' '}
                <span className={css.quiet}>
                  {format.instant(change.changedAt)}
                  {change.by !== null && ` · ${change.by}`}
                </span>
              </li>
            ))}
          </ul>
          {query.hasNextPage && (
            <Button
              variant="default"
              size="compact-md"
              mt={8}
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('card.moreChanges')}
            </Button>
          )}
        </details>
      )}
    </Loaded>
  );
}
