import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Today } from '../../../modules/today/contract.ts';
import { daysBetween } from '../../../shared/time.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/tag.tsx';
import css from './board.module.css';
import { NextStep } from './next-step.tsx';

type Play = Today['plays'][number];

/** Plays under way and what their people have done so far; no winner before the planned date. */
export function PlaysUnderWay({ plays }: { plays: readonly Play[] }) {
  const { t } = useTranslation('today');
  const mayPlay = useCan('plays:write');
  return (
    <Section
      title={t('plays.title')}
      sentence={plays.length === 0 ? t('plays.none') : undefined}
      action={plays.length === 0 && mayPlay ? <NextStep to="/plays/new">{t('plays.make')}</NextStep> : undefined}
    >
      {plays.map((play) => (
        <OnePlay key={play.playId} play={play} />
      ))}
    </Section>
  );
}

function OnePlay({ play }: { play: Play }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const length = Math.max(1, daysBetween(play.launchedOn, play.plannedEndOn) + 1);
  const passed = Math.min(1, Math.max(0, 1 - play.daysLeft / length));
  const isDue = play.daysLeft <= 0;
  const to: string = `/plays/${play.playId}`;
  return (
    <article className={css.play}>
      <div className={css.playTop}>
        <Link to={to} className={css.next}>
          {play.name}
        </Link>
        <Tag tone={isDue ? 'accent' : 'neutral'}>
          {isDue ? t('plays.due') : t('plays.left', { count: play.daysLeft })}
        </Tag>
      </div>
      <div className={css.track} aria-hidden>
        <span className={css.bar} style={{ width: `${passed * 100}%` }} />
      </div>
      <p className={css.playText}>
        {/* A play by days assigns nobody. */}
        {play.treated + play.holdout > 0 &&
          t('plays.soFar', {
            treated: format.count(play.treated),
            treatedBuyers: format.count(play.treatedBuyers),
            treatedRate: rate(play.treatedBuyers, play.treated),
            holdout: format.count(play.holdout),
            holdoutBuyers: format.count(play.holdoutBuyers),
            holdoutRate: rate(play.holdoutBuyers, play.holdout),
          })}
        {play.redeemed > 0 && ` ${t('plays.redeemed', { count: play.redeemed })}`}{' '}
        {isDue ? t('plays.readIt') : t('plays.tooEarly', { day: format.day(play.plannedEndOn) })}
      </p>
    </article>
  );

  function rate(part: number, whole: number): string {
    return whole > 0 ? format.percent(part / whole, 1) : '–';
  }
}
