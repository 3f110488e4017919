import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegmentMembers } from '../../../modules/segments/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { pagesFor } from '../../lib/pages.ts';
import { GroupPages } from './group-pages.tsx';
import css from './segments.module.css';

/** People of a group, the latest first, each with the reason. `version` changes when somebody came or went. */
export function Members({ segmentId, version }: { segmentId: string; version: string }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const query = useInfiniteQuery({
    ...pagesFor(listSegmentMembers, { params: { segmentId } }, { also: [version] }),
    placeholderData: keepPreviousData,
  });
  return (
    <GroupPages
      query={query}
      rows={query.data?.pages.flatMap((page) => page.members)}
      keyOf={({ customerId }) => customerId}
      empty={t('nobody')}
    >
      {(person) => (
        <>
          <Link to="/people/$customerId" params={{ customerId: person.customerId }}>
            {person.name || t('people:unnamed')}
          </Link>
          <span className={css.quiet}>{t('since', { when: format.relativeInstant(person.since) })}</span>
        </>
      )}
    </GroupPages>
  );
}
