import { listPlayRefusals, listPlaysUnderWay } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { countDuplicates, listMeetings } from '../customers/index.ts';
import { isReadyMadeOn, listFlowsToRead } from '../flows/index.ts';
import { listResting, RESTING_MIN_VISITS, reportMenu } from '../insights/index.ts';
import { listPlaysToDecide } from '../plays/index.ts';
import { findNextDestruction, listDuePeople, listUntoldIncidents } from '../privacy/index.ts';
import { listLateSources } from '../touchpoints/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { DecisionKind } from './contract.ts';
import { computePuzzleWorth, type Found, judgeFatigue, OVERDUE_PEOPLE } from './rules.ts';

/** Days the menu is judged over (MT-40). */
export const MENU_DAYS = 28;
/** Items a class may bring: more would drown everything else. */
const MENU_ITEMS = 2;
/** Part of a fair share from which an item is popular (MT-40). */
const POPULAR_SHARE = 0.7;
/** Pairs on one number told one by one: more would drown everything else, and stand first on the list of pairs. */
const MEETINGS_SHOWN = 3;
/** Fewer who may be written to cannot be compared with anybody (MT-02). */
const MIN_RESTING = 60;
/** Of what resting guests spent, what a message to them brings back in a month: a careful first guess, said to be one. */
const RESTING_WON_BACK = 0.05;

/** Where a thing is looked at. */
export function placeOf(kind: DecisionKind, subject: string): string {
  switch (kind) {
    case 'play_waiting':
    case 'play_due':
    case 'fatigue':
      return `/plays/${subject}`;
    case 'flow_waiting':
      return `/plays/flows/${subject}`;
    case 'flow_unread':
      return '/plays/flows';
    case 'resting_unplayed':
      return '/plays/new?rule=resting';
    case 'source_late':
      return `/record/source?${new URLSearchParams({ source: subject })}`;
    case 'leak_open':
      return '/settings/privacy?tab=incidents';
    case 'retention_due':
      return '/settings/privacy?tab=retention';
    case 'same_number':
      return `/people/duplicates?${new URLSearchParams({ pair: subject })}`;
    case 'duplicates':
      return '/people/duplicates';
    case 'menu_puzzle':
    case 'menu_dog':
      return '/insights';
  }
}

/** Who may see a thing, and so take back what was decided about it. */
export const RIGHT_OF_KIND = {
  play_waiting: 'plays:approve',
  play_due: 'plays:write',
  resting_unplayed: 'plays:write',
  fatigue: 'plays:write',
  flow_waiting: 'plays:approve',
  flow_unread: 'plays:send',
  source_late: 'sources:read',
  leak_open: 'privacy:read',
  retention_due: 'privacy:read',
  same_number: 'customers:merge',
  duplicates: 'customers:merge',
  menu_puzzle: 'insights:read',
  menu_dog: 'insights:read',
} as const satisfies Record<DecisionKind, string>;

/** Everything that waits for a decision, as far as the actor may see it, in no order. */
export async function findDecisions(
  context: Context,
  actor: Actor,
  { today, now }: { today: string; now: Date },
): Promise<Found[]> {
  const db = context.database.of(actor.workspaceId);
  const item = (
    kind: DecisionKind,
    subject: string,
    rest: Pick<Found, 'reason' | 'worthMinor'> & { tap?: 'act' },
  ): Found => ({
    kind,
    subject,
    reason: rest.reason,
    worthMinor: rest.worthMinor,
    to: placeOf(kind, subject),
    tap: rest.tap ?? 'look',
  });
  const lists = await Promise.all([
    actor.can('plays:read') ? findPlayDecisions(context, actor, { today, now, item }) : [],
    actor.can('plays:write') ? findFatigue(db, actor, { now, item }) : [],
    actor.can('plays:send') ? findFlowDecisions(context, actor, { now, item }) : [],
    actor.can('sources:read')
      ? listLateSources(db, actor, now).then((late) =>
          late.map((one) =>
            item('source_late', one.source, {
              reason: { name: one.label || one.source, silent: one.state === 'silent' ? 1 : 0, day: one.lastOn ?? '' },
              worthMinor: null,
            }),
          ),
        )
      : [],
    actor.can('privacy:read')
      ? listUntoldIncidents(db, actor, now).then((leaks) =>
          leaks.map(({ incidentId, persons, isPossible, hoursLeft }) =>
            item('leak_open', incidentId, {
              reason: { persons, possible: isPossible ? 1 : 0, hours: hoursLeft },
              worthMinor: null,
            }),
          ),
        )
      : [],
    actor.can('privacy:read') ? findRetentionDecisions(db, actor, { now, item }) : [],
    actor.can('customers:merge') ? findDuplicateDecisions(db, actor, item) : [],
    findMenuDecisions(context, actor, { today, item }),
  ]);
  return lists.flat();
}

type Item = (
  kind: DecisionKind,
  subject: string,
  rest: Pick<Found, 'reason' | 'worthMinor'> & { tap?: 'act' },
) => Found;

const DAY_MS = 86_400_000;
/** Days a send is looked at for refusals: most come within the first. */
const FATIGUE_DAYS = 28;

/** Plays whose messages make people refuse more than is usual (MT-38), with how often everybody was written to. */
async function findFatigue(db: Db, actor: Actor, { now, item }: { now: Date; item: Item }): Promise<Found[]> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const { workspaceId } = actor;
  const plays = await listPlayRefusals(db, { workspaceId, yearAgo: daysAgo(365), since: daysAgo(FATIGUE_DAYS), now });
  return plays.flatMap((play) => {
    const { rate, usual, isTiring } = judgeFatigue(play);
    if (!isTiring) return [];
    const { playId, name, sent, optOuts, perPerson } = play;
    const reason = { name, sent, optOuts, rate, perPerson, ...(usual === null ? {} : { usual }) };
    return [item('fatigue', playId, { reason, worthMinor: null })];
  });
}

/** Who is destroyed by itself and when (PV-20): a decision of its own for each day, so that a "no" hides no later one. */
async function findRetentionDecisions(
  db: Db,
  actor: Actor,
  { now, item }: { now: Date; item: Item },
): Promise<Found[]> {
  const [next, { overdue, soon }] = await Promise.all([
    findNextDestruction(db, actor.workspaceId),
    listDuePeople(db, actor.workspaceId, { now, limit: 1 }),
  ]);
  if (next) return [item('retention_due', next.day, { reason: { ...next }, worthMinor: null })];
  return overdue > 0 ? [item('retention_due', OVERDUE_PEOPLE, { reason: { overdue, soon }, worthMinor: null })] : [];
}

/** People who met by one number, each by herself while she is fresh; the rest of the pairs as one. */
async function findDuplicateDecisions(db: Db, actor: Actor, item: Item): Promise<Found[]> {
  const [{ total }, meetings] = await Promise.all([countDuplicates(db, actor), listMeetings(db, actor)]);
  const shop = await getWorkspace(db, actor.workspaceId);
  const told = meetings
    .slice(0, MEETINGS_SHOWN)
    .map(({ meetingId, metAt }) =>
      item('same_number', meetingId, { reason: { day: businessDayOf(metAt, shop) }, worthMinor: null }),
    );
  const count = total - told.length;
  return count > 0 ? [...told, item('duplicates', 'people', { reason: { count }, worthMinor: null })] : told;
}

/** Automations that wait to be read: those that were asked for, and the one whose moment passes for most people. */
async function findFlowDecisions(
  context: Context,
  actor: Actor,
  { now, item }: { now: Date; item: Item },
): Promise<Found[]> {
  const { asked, unread } = await listFlowsToRead(context, actor, { now });
  return [
    ...(actor.can('plays:approve') ? asked : []).map(({ flowId, name }) =>
      item('flow_waiting', flowId, { reason: { name }, worthMinor: null }),
    ),
    ...(unread
      ? [
          item('flow_unread', unread.readyKey, {
            reason: { nameKo: unread.name.ko, nameEn: unread.name.en, people: unread.people },
            worthMinor: null,
          }),
        ]
      : []),
  ];
}

async function findPlayDecisions(
  context: Context,
  actor: Actor,
  { today, now, item }: { today: string; now: Date; item: Item },
): Promise<Found[]> {
  const db = context.database.of(actor.workspaceId);
  const [plays, underWay, isSlippingOn, resting] = await Promise.all([
    actor.can('plays:write') ? listPlaysToDecide(context, actor, today) : { waiting: [], due: [] },
    listPlaysUnderWay(db, actor.workspaceId),
    isReadyMadeOn(db, actor.workspaceId, 'slipping'),
    listResting(db, actor, { state: ['watch', 'lapsed'], minVisits: RESTING_MIN_VISITS, limit: 1, now }),
  ]);
  const waiting = actor.can('plays:approve') ? plays.waiting : [];
  const found = [
    ...waiting.map(({ playId, name }) =>
      item('play_waiting', playId, { reason: { name }, worthMinor: null, tap: 'act' }),
    ),
    ...plays.due.map(({ play, result }) =>
      item('play_due', play.playId, {
        reason: { name: play.name, day: play.plannedEndOn ?? '' },
        worthMinor: result?.verdict === 'worked' ? result.incrementalRevenue : null,
      }),
    ),
  ];
  const { mayEmail, worthPerMonthMinor } = resting.total;
  if (actor.can('plays:write') && underWay.length === 0 && !isSlippingOn && mayEmail >= MIN_RESTING) {
    found.push(
      item('resting_unplayed', 'resting', {
        reason: { people: resting.total.people, mayEmail, worthPerMonthMinor },
        worthMinor: Math.round(worthPerMonthMinor * (mayEmail / Math.max(1, resting.total.people)) * RESTING_WON_BACK),
      }),
    );
  }
  return found;
}

async function findMenuDecisions(
  context: Context,
  actor: Actor,
  { today, item }: { today: string; item: Item },
): Promise<Found[]> {
  const db = context.database.of(actor.workspaceId);
  const { currency } = await getWorkspace(db, actor.workspaceId);
  const unit = 10 ** minorUnitDigits(currency);
  const until = addDays(today, -1);
  const rows = await reportMenu(db, actor, { from: addDays(until, 1 - MENU_DAYS), until });
  const totals = Map.groupBy(rows, ({ category }) => category);
  const of = (kind: 'menu_puzzle' | 'menu_dog') =>
    rows
      .filter((row) => row.class === (kind === 'menu_puzzle' ? 'puzzle' : 'dog'))
      .map((row) => {
        const peers = totals.get(row.category) ?? [];
        const categoryUnits = peers.reduce((sum, { units }) => sum + units, 0);
        const worth = computePuzzleWorth({
          units: row.units,
          categoryUnits,
          cut: POPULAR_SHARE / Math.max(1, peers.length),
          marginMinor: row.margin * unit,
        });
        return item(kind, row.name, {
          reason: {
            item: row.name,
            units: Math.round(row.units),
            share: row.share,
            category: row.category,
            categoryUnits: Math.round(categoryUnits),
            marginMinor: Math.round(row.margin * unit),
          },
          worthMinor: kind === 'menu_puzzle' ? worth : null,
        });
      })
      .sort(
        (a, b) => (b.worthMinor ?? 0) - (a.worthMinor ?? 0) || Number(a.reason['units']) - Number(b.reason['units']),
      )
      .slice(0, MENU_ITEMS);
  return [...of('menu_puzzle'), ...of('menu_dog')];
}
