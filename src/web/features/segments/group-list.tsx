import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegments } from '../../../modules/segments/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import css from './segments.module.css';

type Listed = EndpointOutput<typeof listSegments>;

/** A group that is being counted is asked for again so often. */
const COUNTING_MS = 1_500;
/** The others follow orders by themselves; the screen looks after them now and then. */
const FOLLOW_MS = 15_000;

/** Saved groups with how many are in each, and ready-made ones to begin with. */
export function GroupList() {
  const { t } = useTranslation('groups');
  const mayWrite = useCan('segments:write');
  const query = useQuery({
    ...queryFor(listSegments),
    refetchInterval: ({ state }) =>
      state.data?.segments.some(({ members }) => members === null) ? COUNTING_MS : FOLLOW_MS,
  });
  const make = mayWrite ? (
    <Button component={Link} to="/people/groups/new">
      {t('new')}
    </Button>
  ) : undefined;
  const hasGroups = (query.data?.segments.length ?? 0) > 0;
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      back={{ to: '/people', label: t('people:title') }}
      action={hasGroups ? make : undefined}
    >
      <Loaded query={query}>
        {({ segments, suggestions }) => (
          <>
            {segments.length === 0 ? (
              <EmptyState sentence={t('empty')} action={make} />
            ) : (
              <ul className={css.list}>
                {segments.map((group) => (
                  <li key={group.segmentId}>
                    <GroupRow group={group} />
                  </li>
                ))}
              </ul>
            )}
            <Ready suggestions={suggestions} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function GroupRow({ group }: { group: Listed['segments'][number] }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const first = group.trend[0];
  return (
    <Link to="/people/groups/$segmentId" params={{ segmentId: group.segmentId }} className={css.row}>
      <span className={css.rowText}>
        <span className={css.name}>{group.name}</span>
        <span className={css.quiet}>{group.sentence[format.locale]}</span>
      </span>
      {group.trend.length > 1 && first !== undefined && group.members !== null && (
        <Sparkline
          values={group.trend}
          sentence={t('trend', { from: format.count(first), to: format.count(group.members) })}
        />
      )}
      <span className={css.rowCount}>
        {group.members === null ? t('counting') : t('people', { n: format.count(group.members) })}
      </span>
    </Link>
  );
}

/** Ready-made groups of this kind of shop: each opens in the builder, where it can be looked at before it is kept. */
function Ready({ suggestions }: Pick<Listed, 'suggestions'>) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  return (
    <Section title={t('ready')} sentence={t('readySentence')} surface="plain">
      <ul className={css.list}>
        {suggestions.map(({ key, name, sentence }) => (
          <li key={key}>
            <Link to="/people/groups/new" search={{ ready: key } as never} className={css.row}>
              <span className={css.rowText}>
                <span className={css.name}>{name[format.locale]}</span>
                <span className={css.quiet}>{sentence[format.locale]}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
