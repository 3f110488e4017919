import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getHours } from '../../../../modules/insights/contract/pages.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { FigureTable } from '../figure-table.tsx';
import { InsightPage } from '../insight-page.tsx';
import css from '../insights.module.css';
import { figureOf, HOUR_FIGURES, type HourFigure } from './figures.ts';
import { HeatMap } from './heat-map.tsx';

type HoursPage = EndpointOutput<typeof getHours>;

/** When the shop is busy: a mean hour of each weekday. */
export function Hours() {
  const query = useQuery(queryFor(getHours));
  return (
    <InsightPage name="hours" query={query}>
      {(data) => <HoursBody data={data} />}
    </InsightPage>
  );
}

/** Hours after midnight close the business day: 0 o'clock stands after 23. */
const placeInDay = (hour: number, dayEndsAtHour: number) => (hour - dayEndsAtHour + 24) % 24;

function HoursBody({ data }: { data: HoursPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const { dayEndsAtHour } = useShop();
  const [figure, setFigure] = useState<HourFigure>('orders');
  if (data.cells.length === 0) return <EmptyState sentence={t('hours.none')} />;
  const say = (value: number) => (figure === 'sales' ? format.roughMoney(value) : format.fixed(value));
  const hours = [...new Set(data.cells.map(({ hour }) => hour))].toSorted(
    (a, b) => placeInDay(a, dayEndsAtHour) - placeInDay(b, dayEndsAtHour),
  );
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => data.cells.some((cell) => cell.weekday === weekday));
  const at = (hour: number, weekday: number) => {
    const cell = data.cells.find((one) => one.hour === hour && one.weekday === weekday);
    return cell ? figureOf(cell, figure) : null;
  };
  return (
    <>
      <Section
        title={<Term label={t('hours.title')} definition={definitionOf('hourlyMean')} />}
        sentence={t('hours.span', { from: format.day(data.from), until: format.day(data.until), n: data.openDays })}
        action={
          <div className={css.choice}>
            <SegmentedControl
              aria-label={t('hours.figure')}
              data={HOUR_FIGURES.map((one) => ({ value: one, label: t(`hours.figures.${one}`) }))}
              value={figure}
              onChange={(value) => setFigure(HOUR_FIGURES.find((one) => one === value) ?? 'orders')}
            />
          </div>
        }
      >
        <HeatMap cells={data.cells} figure={figure} hours={hours} weekdays={weekdays} say={say} />
      </Section>
      <Section title={t('hours.table')}>
        <FigureTable
          caption={t('hours.table')}
          file="hours"
          rows={hours}
          rowKey={String}
          columns={[
            {
              key: 'hour',
              header: t('hours.hour'),
              phone: 'title',
              value: (hour) => hour,
              order: (hour) => placeInDay(hour, dayEndsAtHour),
              render: (hour) => t('hour', { hour }),
            },
            ...weekdays.map((weekday) => ({
              key: String(weekday),
              header: t('hours.weekdayN', {
                weekday: t(`weekdayShort.${weekday}`),
                n: data.cells.find((cell) => cell.weekday === weekday)?.n ?? 0,
              }),
              definition: definitionOf('hourlyMean'),
              align: 'right' as const,
              value: (hour: number) => at(hour, weekday),
              render: (hour: number) => {
                const value = at(hour, weekday);
                return value === null ? '–' : say(value);
              },
            })),
          ]}
        />
      </Section>
    </>
  );
}
