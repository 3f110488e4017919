import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonInsight } from '../../../modules/insights/contract.ts';
import { nameWithOption } from '../../../shared/item-name.ts';
import { addDays } from '../../../shared/time.ts';
import { useDefinitions } from '../../lib/definitions.ts';
import { useFormat } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { Term } from '../../ui/figure.tsx';
import { Told } from '../../ui/meanings.tsx';
import { Section } from '../../ui/page.tsx';
import { RhythmStrip } from '../../ui/rhythm-strip.tsx';
import { Money } from '../../ui/value.tsx';
import css from './people.module.css';

const HALF_YEAR_DAYS = 182;

/** Right of the card: what the models know, each with the number it stands on. */
export function Known({ insight }: { insight: PersonInsight }) {
  const { t } = useTranslation(['people', 'insights']);
  const format = useFormat();
  const { today } = useSession().workspace;
  const definitionOf = useDefinitions();
  const { interval, visits } = insight;
  const since = addDays(today, -HALF_YEAR_DAYS);
  const recent = insight.visitDays.filter((day) => day >= since).length;
  return (
    <Section title={t('card.known')}>
      {insight.visitDays.length > 0 && (
        <RhythmStrip
          sentence={t('card.rhythm', { n: format.count(recent) })}
          visitDays={insight.visitDays}
          today={today}
          expectedOn={insight.nextExpectedOn ?? undefined}
        />
      )}
      <dl className={css.known}>
        <Row metric="visit" label={t('card.visits')}>
          {t('times', { n: format.count(visits) })}
        </Row>
        <Row metric="spend" label={t('card.spend')}>
          <Money amountMinor={insight.netMinor} />
        </Row>
        {insight.worthPerMonthMinor !== null && (
          <Row
            metric="worthPerMonth"
            label={t('card.worth')}
            n={visits}
            note={visits > 1 ? insight.worthNote?.text : undefined}
          >
            {visits === 1 ? t('card.worthOnce') : format.roughMoney(insight.worthPerMonthMinor)}
          </Row>
        )}
        {interval && (
          <Row
            metric="visitInterval"
            label={t('card.interval')}
            n={interval.n}
            note={interval.source === 'shop' ? t('card.intervalShop') : undefined}
          >
            {t('card.intervalDays', { days: format.decimal(interval.intervalDays, 0) })}
          </Row>
        )}
        {insight.usualWeekday && (
          <Row metric="usualHour" label={t('card.weekday')} n={visits}>
            {t(`insights:person.weekday.${insight.usualWeekday.value}`)} {format.percent(insight.usualWeekday.share)}
          </Row>
        )}
        {insight.usualHour && (
          <Row metric="usualHour" label={t('card.hour')} n={visits}>
            {t('card.hourAround', { hour: insight.usualHour.value })} {format.percent(insight.usualHour.share)}
          </Row>
        )}
        {insight.rfm && (
          <Row metric="rfm" label={t('card.segment')}>
            {t(`insights:rfm.segment.${insight.rfm.segment}`)}
          </Row>
        )}
        {insight.rfm &&
          (['recency', 'frequency', 'monetary'] as const).map((measure) => (
            <Row key={measure} metric={measure} label={t(`card.${measure}`)}>
              {t('card.score', { score: insight.rfm?.[measure] })}
            </Row>
          ))}
      </dl>
      {insight.usualItems.length > 0 && (
        <>
          <h3 className={css.subtitle}>
            <Term label={t('card.usualItems')} definition={definitionOf('usualItems')} />
          </h3>
          <ul className={css.consents}>
            {insight.usualItems.map((item) => (
              <li key={item.itemId}>
                <span>{nameWithOption(item.name, item.option)}</span>
                <span className={css.quiet}>
                  {t('card.itemOf', { visits: format.count(item.visits), n: format.count(visits) })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {insight.outlook.length > 0 && (
        <>
          <h3 className={css.subtitle}>{t('card.outlook')}</h3>
          <ul className={css.outlook}>
            {insight.outlook.map(({ key, text, metrics }) => (
              <li key={key}>
                <Told metrics={metrics}>{text}</Told>
              </li>
            ))}
          </ul>
        </>
      )}
      {insight.noShows && (
        <>
          <h3 className={css.subtitle}>
            <Term label={t('card.noShows')} definition={definitionOf('noShow')} />
          </h3>
          <p>{insight.noShows.text}</p>
        </>
      )}
      {insight.asOf && <p className={css.quiet}>{t('card.asOf', { when: format.relativeInstant(insight.asOf) })}</p>}
    </Section>
  );
}

interface RowProps {
  label: string;
  /** Key of its definition. */
  metric: string;
  n?: number;
  /** What to mind about the figure, below it. */
  note?: string | undefined;
  children: ReactNode;
}

function Row({ label, metric, n, note, children }: RowProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const definitionOf = useDefinitions();
  return (
    <div className={css.knownRow}>
      <dt>
        <Term label={label} definition={definitionOf(metric)} n={n} />{' '}
        {n !== undefined && <span className={css.quiet}>{t('figure.n', { n: format.count(n) })}</span>}
      </dt>
      <dd className="d-figures">{children}</dd>
      {note && <dd className={css.note}>{note}</dd>}
    </div>
  );
}
