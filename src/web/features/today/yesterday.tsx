import { useTranslation } from 'react-i18next';
import type { Today } from '../../../modules/today/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Figure } from '../../ui/figure.tsx';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';

type Report = Today['yesterday'];

/** Within this share of the usual a day is called usual: single days differ by more than that for no reason. */
const USUAL_BAND = 0.1;

/** What happened on the last business day, against the same weekday of the weeks before. */
export function Yesterday({ yesterday, soFar }: { yesterday: Report; soFar: Report | null }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const { orders, netMinor, knownOrders, newPeople, usual } = yesterday;
  const knownRate = orders > 0 ? knownOrders / orders : undefined;
  return (
    <Section
      title={t('yesterday.title', { day: format.day(yesterday.day) })}
      sentence={<Judgement report={yesterday} />}
    >
      {usual && (
        <div
          className={css.compare}
          role="img"
          aria-label={t('yesterday.compare', {
            own: format.money(netMinor),
            usual: format.money(Math.round(usual.netMinor)),
            count: usual.n,
          })}
        >
          <Bar label={t('yesterday.own')} value={netMinor} most={Math.max(netMinor, usual.netMinor)} />
          <Bar
            label={t('yesterday.usual', { count: usual.n })}
            value={usual.netMinor}
            most={Math.max(netMinor, usual.netMinor)}
            isUsual
          />
        </div>
      )}
      {usual && usual.leftOut.length > 0 && (
        <p className={css.playText}>
          {t('yesterday.leftOut', { days: usual.leftOut.map(format.shortDay).join(', ') })}
        </p>
      )}
      <div className={css.figures}>
        <Figure
          label={t('yesterday.orders')}
          value={format.count(orders)}
          {...(usual ? { comparison: t('yesterday.usually', { value: format.decimal(usual.orders, 0) }) } : {})}
        />
        <Figure label={t('yesterday.newPeople')} value={format.count(newPeople)} />
        <Figure
          label={t('yesterday.known')}
          value={knownRate === undefined ? undefined : format.percent(knownRate)}
          n={orders}
          definition={{ text: t('yesterday.knownMeaning') }}
        />
      </div>
      {soFar && (
        <p className={css.playText}>
          {t('yesterday.soFar', { orders: format.count(soFar.orders), net: format.money(soFar.netMinor) })}
        </p>
      )}
    </Section>
  );
}

function Judgement({ report: { orders, netMinor, usual } }: { report: Report }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  if (orders === 0) return <>{t('yesterday.nothing')}</>;
  const sold = t('yesterday.sold', { net: format.money(netMinor) });
  if (!usual || usual.netMinor <= 0) return <>{`${sold} ${t('yesterday.unknown')}`}</>;
  const change = netMinor / usual.netMinor - 1;
  const word = Math.abs(change) <= USUAL_BAND ? 'asUsual' : change > 0 ? 'more' : 'less';
  return <>{`${sold} ${t(`yesterday.${word}`, { share: format.percent(Math.abs(change)) })}`}</>;
}

function Bar({
  label,
  value,
  most,
  isUsual = false,
}: {
  label: string;
  value: number;
  most: number;
  isUsual?: boolean;
}) {
  const format = useFormat();
  const share = most > 0 ? Math.max(0, value) / most : 0;
  return (
    <div className={css.compareRow}>
      <span>{label}</span>
      <span className={css.track}>
        <span className={css.bar} data-usual={isUsual || undefined} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={css.amount}>{format.money(Math.round(value))}</span>
    </div>
  );
}
