import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegmentEvents } from '../../../modules/segments/contract.ts';
import { pagesFor } from '../../lib/pages.ts';
import { Instant } from '../../ui/value.tsx';
import { GroupPages } from './group-pages.tsx';
import css from './segments.module.css';

/** Who came into a group and who left it, with what decided it. `version` changes when somebody came or went. */
export function MemberHistory({ segmentId, version }: { segmentId: string; version: string }) {
  const { t } = useTranslation('groups');
  const query = useInfiniteQuery({
    ...pagesFor(listSegmentEvents, { params: { segmentId } }, { also: [version] }),
    placeholderData: keepPreviousData,
  });
  return (
    <GroupPages
      query={query}
      rows={query.data?.pages.flatMap((page) => page.events)}
      keyOf={({ memberEventId }) => memberEventId}
      empty={t('history.none')}
    >
      {(event) => (
        <>
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
        </>
      )}
    </GroupPages>
  );
}
