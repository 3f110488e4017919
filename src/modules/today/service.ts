import {
  countPlays,
  type ExpectedGuest,
  findLastSalesDay,
  getDayFigure,
  listBirthdays,
  listExpectedGuests,
  listImportNews,
  listPlaysUnderWay,
  type PlayUnderWay,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import { nameWithOption } from '../../shared/item-name.ts';
import { maskName } from '../../shared/mask.ts';
import { addDays, businessDayOf, daysBetween } from '../../shared/time.ts';
import { listResting, RESTING_MIN_VISITS } from '../insights/index.ts';
import { isOnDay } from '../plays/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { Today } from './contract.ts';
import { listFaults, listFirstSteps, listMissingSender, reportDay } from './rules.ts';

/** Rows a block shows: what fits a phone without scrolling past the next block. */
const GUESTS_SHOWN = 6;
const BIRTHDAYS_SHOWN = 3;
const RESTING_SHOWN = 5;
/** "This week" from today on. */
const BIRTHDAY_DAYS = 7;
/** A failed import of last week is no news. */
const IMPORT_NEWS_DAYS = 3;

/**
 * Today's board. Names are masked, and that a list of people was shown is logged.
 * @throws AppError forbidden
 */
export async function getToday(db: Db, actor: Actor, now: Date): Promise<Today> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, workspace);
  const yesterday = addDays(today, -1);
  const place = { workspaceId, today };
  const [dayBefore, soFar, end, due, birthdays, resting, plays, playCounts, batches] = await Promise.all([
    getDayFigure(db, workspaceId, yesterday),
    getDayFigure(db, workspaceId, today),
    findLastSalesDay(db, place),
    listExpectedGuests(db, { ...place, limit: GUESTS_SHOWN }),
    listBirthdays(db, { ...place, days: BIRTHDAY_DAYS, limit: BIRTHDAYS_SHOWN }),
    listResting(db, actor, { state: ['watch', 'lapsed'], minVisits: RESTING_MIN_VISITS, limit: RESTING_SHOWN, now }),
    listPlaysUnderWay(db, workspaceId),
    countPlays(db, workspaceId),
    actor.can('imports:run') ? listImportNews(db, { workspaceId, since: shiftDays(now, -IMPORT_NEWS_DAYS) }) : [],
    recordAccess(db, actor, { action: 'list', subject: 'today' }, now),
  ]);
  const expected = end ? [] : due;
  return {
    today,
    lastSaleOn: soFar.lastSaleOn,
    isBehind: end !== undefined,
    yesterday: reportDay(yesterday, dayBefore),
    soFar: soFar.orders > 0 ? reportDay(today, soFar) : null,
    greet: {
      expected: expected.map(toExpectedGuest),
      expectedTotal: expected[0]?.total ?? 0,
      birthdays: birthdays.map((guest) => ({ ...guest, name: maskName(guest.name) })),
    },
    resting: {
      total: resting.total.people,
      worthPerMonthMinor: resting.total.worthPerMonthMinor,
      mayEmail: resting.total.mayEmail,
      top: resting.people.map(
        ({ customerId, name, visits, lastVisitOn, daysSinceLast, closedDays, ratio, worthPerMonthMinor }) => ({
          customerId,
          name,
          visits,
          lastVisitOn,
          daysSinceLast,
          closedDays,
          intervalDays: (daysSinceLast - closedDays) / ratio,
          worthPerMonthMinor,
        }),
      ),
    },
    plays: plays.map(({ daySeed, isSet, ...play }) => ({
      ...play,
      daysLeft: daysBetween(today, play.plannedEndOn) + 1,
      offerDay: offerDayOf({ ...play, daySeed, isSet }, today),
    })),
    faults: listFaults({
      plays,
      batches,
      missingSender: listMissingSender(workspace),
      isPreparing: playCounts.plays > playCounts.launched,
    }),
    firstSteps: listFirstSteps({
      hasSales: workspace.hasSales,
      isDemo: workspace.kind === 'demo',
      plays: playCounts.plays,
      launchedPlays: playCounts.launched,
    }),
  };
}

/** Whether a play by drawn days is out on a business day; null of any other play, and outside its days. */
function offerDayOf(
  { daySeed, isSet, launchedOn, plannedEndOn }: Pick<PlayUnderWay, 'daySeed' | 'isSet' | 'launchedOn' | 'plannedEndOn'>,
  today: string,
): Today['plays'][number]['offerDay'] {
  if (daySeed === null || today < launchedOn || today > plannedEndOn) return null;
  return { isOn: isOnDay({ seed: daySeed, startOn: launchedOn, day: today }), isSet: isSet === true };
}

function toExpectedGuest(guest: ExpectedGuest): Today['greet']['expected'][number] {
  const { customerId, name, visits, lastVisitOn, intervalDays, usualDaypart, usualItems } = guest;
  const item = usualItems[0];
  return {
    customerId,
    name: maskName(name),
    visits,
    lastVisitOn,
    intervalDays,
    usualDaypart,
    usualItem: item ? nameWithOption(item.name, item.option) : null,
  };
}
