import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getToday, type Today } from '../../../modules/today/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './board.module.css';
import { Decisions } from './decisions.tsx';
import { Faults } from './faults.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Greet } from './greet.tsx';
import { OfferDays } from './offer-days.tsx';
import { PlaysUnderWay } from './plays-under-way.tsx';
import { Resting } from './resting.tsx';
import { Yesterday } from './yesterday.tsx';

/** Today's board: ten minutes before opening, on a phone. */
export function TodayBoard() {
  const { t } = useTranslation('today');
  const format = useFormat();
  const query = useQuery(queryFor(getToday));
  const { data } = query;
  return (
    <Page title={data ? t('titleOn', { day: format.day(data.today) }) : t('title')}>
      <Loaded query={query} rows={8}>
        {(today) => (today.lastSaleOn ? <Board today={today} /> : <Beginning today={today} />)}
      </Loaded>
    </Page>
  );
}

function Beginning({ today }: { today: Today }) {
  return (
    <>
      {today.firstSteps && <FirstSteps steps={today.firstSteps} />}
      <Faults faults={today.faults} />
      <Decisions quiet />
    </>
  );
}

function Board({ today }: { today: Today }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const isOld = today.lastSaleOn !== null && today.lastSaleOn < today.yesterday.day && !today.soFar;
  return (
    <>
      {isOld && today.lastSaleOn && <Notice tone="warning">{t('old', { day: format.day(today.lastSaleOn) })}</Notice>}
      <OfferDays plays={today.plays} />
      <Faults faults={today.faults} />
      <Decisions quiet={today.firstSteps !== null} />
      {today.firstSteps && <FirstSteps steps={today.firstSteps} />}
      <div className={css.columns}>
        <div className={css.column}>
          <div style={{ order: 1 }}>
            <Yesterday yesterday={today.yesterday} soFar={today.soFar} />
          </div>
          <div style={{ order: 3 }}>
            <Resting resting={today.resting} />
          </div>
        </div>
        <div className={css.column}>
          <div style={{ order: 2 }}>
            <Greet greet={today.greet} behindSince={today.isBehind ? today.lastSaleOn : null} />
          </div>
          <div style={{ order: 4 }}>
            <PlaysUnderWay plays={today.plays} />
          </div>
        </div>
      </div>
    </>
  );
}
