import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegmentEvents } from '../../../modules/segments/contract.ts';
import { call, keyOf } from '../../lib/api.ts';
import { Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { Facts } from './members.tsx';
import css from './segments.module.css';

/** Who came into a group and who left it, with what decided it. `version` changes when somebody came or went. */
export function MemberHistory({ segmentId, version }: { segmentId: string; version: string }) {
  const { t } = useTranslation('groups');
  const params = { segmentId };
  const query = useInfiniteQuery({
    queryKey: [...keyOf(listSegmentEvents, { params }), version],
    queryFn: ({ signal, pageParam }) =>
      call(listSegmentEvents, { params, query: pageParam ? { after: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const events = pages.flatMap((page) => page.events);
        if (events.length === 0) return <p className={css.quiet}>{t('history.none')}</p>;
        return (
          <>
            <ul className={css.people}>
              {events.map((event) => (
                <li key={event.memberEventId} className={css.person}>
                  <span>
                    {event.customerId === null ? (
                      t('history.nobody')
                    ) : (
                      <Link to="/people/$customerId" params={{ customerId: event.customerId }}>
                        {event.name || t('people:unnamed')}
                      </Link>
                    )}{' '}
                    {t(`history.${event.change}.${event.customerId === null ? 'gone' : event.cause}`)}
                  </span>
                  <span className={css.quiet}>
                    <Instant at={event.at} />
                  </span>
                  <Facts facts={event.facts} label={t('why')} />
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
