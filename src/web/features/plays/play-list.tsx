import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listPlays, type PlaySummary } from '../../../modules/plays/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { PlayState, useVerdict } from './play-state.tsx';
import css from './plays.module.css';

/** Every play with what it brought, newest first. */
export function PlayList() {
  const { t } = useTranslation('plays');
  const query = useQuery(queryFor(listPlays));
  const mayMake = useCan('plays:write');
  const make = mayMake ? (
    <Button component={Link} to="/plays/new">
      {t('new')}
    </Button>
  ) : undefined;
  const plays = query.data?.plays ?? [];
  const underWay = plays.filter(({ play }) => play.state === 'running').length;
  return (
    <Page
      title={t('title')}
      sentence={plays.length > 0 ? t('listSentence', { count: underWay }) : undefined}
      action={plays.length > 0 ? make : undefined}
    >
      <nav className={css.links} aria-label={t('title')}>
        <Link to="/plays/flows">{t('flows:title')}</Link>
        <Link to="/plays/book">{t('measure:book.title')}</Link>
        <Link to="/plays/policy">{t('measure:policy.title')}</Link>
        {mayMake && <Link to="/plays/offline">{t('measure:offline.new')}</Link>}
        <Link to="/plays/messages">{t('messages:page.title')}</Link>
        <Link to="/plays/points">{t('toPoints')}</Link>
      </nav>
      <Loaded query={query}>
        {(data) =>
          data.plays.length === 0 ? (
            <EmptyState sentence={t('empty')} action={make} />
          ) : (
            <ul className={css.list}>
              {data.plays.map((one) => (
                <li key={one.play.playId}>
                  <PlayCard summary={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function PlayCard({ summary }: { summary: PlaySummary }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const verdict = useVerdict();
  const { play, result, treated, holdout } = summary;
  return (
    <Link to="/plays/$playId" params={{ playId: play.playId }} className={css.card}>
      <span className={css.cardHead}>
        <span className={css.name}>{play.name}</span>
        <PlayState state={play.state} />
        {play.version > 1 && <span className={css.quiet}>{t('try', { number: play.version })}</span>}
      </span>
      {result && <span>{verdict(result.sentence)}</span>}
      <span className={css.quiet}>
        {play.launchedOn && play.plannedEndOn && play.offline
          ? t('cardFactsOffline', {
              medium: t(`measure:offline.media.${play.offline.medium}`),
              from: format.day(play.launchedOn),
              to: format.day(play.plannedEndOn),
            })
          : play.launchedOn && play.plannedEndOn
            ? t('cardFacts', {
                channel: t(`channel.${play.channel}`),
                from: format.day(play.launchedOn),
                to: format.day(play.plannedEndOn),
                treated: format.count(treated),
                holdout: format.count(holdout),
              })
            : play.hypothesis || t('draftFacts')}
      </span>
    </Link>
  );
}
