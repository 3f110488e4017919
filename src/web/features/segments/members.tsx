import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegmentMembers } from '../../../modules/segments/contract.ts';
import { call, keyOf } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Loaded } from '../../ui/states.tsx';
import css from './segments.module.css';

interface Fact {
  met: boolean;
  text: { ko: string; en: string };
}

/** Why she is here: what is known of her about each condition, those she meets first to the eye. */
export function Facts({ facts, label }: { facts: readonly Fact[]; label: string }) {
  const { locale } = useFormat();
  const { t } = useTranslation('groups');
  if (facts.length === 0) return null;
  return (
    <ul className={css.facts} aria-label={label}>
      {facts.map(({ met, text }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a fact has no identity but its place in the rule
        <li key={at} data-met={met}>
          <span aria-hidden>{met ? '✓ ' : '– '}</span>
          <span className="d-visually-hidden">{t(met ? 'met' : 'notMet')} </span>
          {text[locale]}
        </li>
      ))}
    </ul>
  );
}

/** People of a group, the latest first, each with the reason. `version` changes when somebody came or went. */
export function Members({ segmentId, version }: { segmentId: string; version: string }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const params = { segmentId };
  const query = useInfiniteQuery({
    queryKey: [...keyOf(listSegmentMembers, { params }), version],
    queryFn: ({ signal, pageParam }) =>
      call(listSegmentMembers, { params, query: pageParam ? { after: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const members = pages.flatMap((page) => page.members);
        if (members.length === 0) return <p className={css.quiet}>{t('nobody')}</p>;
        return (
          <>
            <ul className={css.people}>
              {members.map((person) => (
                <li key={person.customerId} className={css.person}>
                  <Link to="/people/$customerId" params={{ customerId: person.customerId }}>
                    {person.name || t('people:unnamed')}
                  </Link>
                  <span className={css.quiet}>{t('since', { when: format.relativeInstant(person.since) })}</span>
                  <Facts facts={person.facts} label={t('why')} />
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
