import { useTranslation } from 'react-i18next';
import type { getSegment } from '../../../modules/segments/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { addDays, daysBetween } from '../../../shared/time.ts';
import { useFormat } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { Chart, linearScale } from '../../ui/chart.tsx';
import { Section } from '../../ui/page.tsx';
import css from './segments.module.css';

type Days = EndpointOutput<typeof getSegment>['days'];
const HEIGHT = 140;
const BELOW = 22;

/** How many were in the group day by day; between two days on which somebody moved it stayed as it was. */
export function DayCounts({ days }: { days: Days }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const { today } = useSession().workspace;
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  if (first.day === today) return <Began day={first} />;
  const length = daysBetween(first.day, today);
  const counts = Array.from({ length: length + 1 }, (_unused, at) => {
    const day = addDays(first.day, at);
    return days.findLast((one) => one.day <= day)?.members ?? 0;
  });
  const highest = Math.max(...counts, 1);
  const entered = days.reduce((sum, one) => sum + one.entered, 0);
  const left = days.reduce((sum, one) => sum + one.left, 0);
  const sentence = t('days.sentence', {
    days: format.count(length),
    entered: format.count(entered),
    left: format.count(left),
    from: format.count(first.members),
    to: format.count(last.members),
  });
  return (
    <Section title={t('days.title')}>
      <Chart
        sentence={sentence}
        height={HEIGHT}
        table={{
          columns: [t('days.day'), t('days.members'), t('days.entered'), t('days.left')],
          rows: days
            .toReversed()
            .map((one) => [
              format.day(one.day),
              format.count(one.members),
              format.count(one.entered),
              format.count(one.left),
            ]),
        }}
      >
        {(width) => {
          const x = linearScale([0, length], [4, width - 40]);
          const y = linearScale([0, highest], [HEIGHT - BELOW, 10]);
          const steps = counts.map(
            (count, at) => `${at === 0 ? 'M' : `H${x(at)}V`}${at === 0 ? `${x(0)} ` : ''}${y(count)}`,
          );
          return (
            <>
              <path className={css.line} d={steps.join('')} />
              <text className={css.axis} x={width - 36} y={y(last.members) + 4}>
                {format.count(last.members)}
              </text>
              <text className={css.axis} x={4} y={HEIGHT - 4}>
                {format.shortDay(first.day)}
              </text>
              <text className={css.axis} x={width - 40} y={HEIGHT - 4} textAnchor="end">
                {format.shortDay(today)}
              </text>
            </>
          );
        }}
      </Chart>
    </Section>
  );
}

/** The first day: no line yet, and what is known said. */
function Began({ day }: { day: Days[number] }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const { members, entered, left } = day;
  const hasMoved = entered > 0 || left > 0;
  return (
    <Section title={t('days.title')}>
      <p>
        {t(hasMoved ? 'days.beganMoved' : 'days.began', {
          n: format.count(members),
          entered: format.count(entered),
          left: format.count(left),
        })}
      </p>
    </Section>
  );
}
