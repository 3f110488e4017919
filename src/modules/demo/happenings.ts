import { systemActor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { addDays, daysBetween, instantOfLocal } from '../../shared/time.ts';
import { type NewTouchpoint, recordTouchpoints, type Source } from '../touchpoints/index.ts';
import { DEMO_SOURCE } from './rules.ts';
import type { SimulatedDay } from './simulation/index.ts';
import { createStream, PURPOSE } from './simulation/random.ts';

/** Before these days nobody looks: the board of sources goes back four weeks, its rhythms a little further. */
const DAYS_BEFORE_TODAY = 60;
/** The waiting-list app stops speaking this many days before the demo begins: something to find. */
const SILENT_DAYS = 12;
const TIME_ZONE = 'Asia/Seoul';

const SITE: Source = { source: 'homepage', way: 'tracker', label: '홈페이지', phase: 'before' };
const BOOKING: Source = { source: 'booking', way: 'webhook', label: '예약 앱', phase: 'before' };
const WAITING: Source = { source: 'waitlist', way: 'webhook', label: '웨이팅 앱', phase: 'before' };
const REVIEWS: Source = { source: 'reviews', way: 'feed', label: '지도 리뷰', phase: 'after' };

const REVIEWS_SAID = [
  { rating: 5, text: '국물이 진하고 직원분이 친절해요. 또 올게요.' },
  { rating: 5, text: '꿔바로우가 바삭해요. 둘이 먹기 좋아요.' },
  { rating: 4, text: '맛있는데 점심에는 조금 기다렸어요.' },
  { rating: 3, text: '평소보다 짰어요. 그래도 양은 넉넉해요.' },
  { rating: 2, text: '포장이 새서 국물이 쏟아졌어요.' },
];

interface Happening {
  from: Source;
  touchpoints: NewTouchpoint[];
}

/** What happened around the sales of a day in the demo: the same for the same seed and day. */
export function listHappenings(input: { seed: number; historyUntil: string; day: SimulatedDay }): Happening[] {
  const { seed, historyUntil } = input;
  const { day, orders } = input.day;
  if (daysBetween(day, historyUntil) >= DAYS_BEFORE_TODAY) return [];
  const stream = createStream(seed, PURPOSE.happenings, 0, daysBetween('2020-01-01', day));
  const at = (hour: number) => {
    const minute = String(stream.integer(0, 59)).padStart(2, '0');
    return instantOfLocal(`${day}T${String(hour).padStart(2, '0')}:${minute}`, TIME_ZONE);
  };
  const some = (count: number, make: (nth: number) => Omit<NewTouchpoint, 'idempotencyKey'>): NewTouchpoint[] =>
    Array.from({ length: count }, (_, nth) => ({ ...make(nth), idempotencyKey: `${day} ${nth}` }));
  const guests = [...new Set(orders.flatMap(({ personId }) => personId ?? []))];
  const guest = () => {
    const externalId = guests.length > 0 ? stream.pick(guests) : undefined;
    return externalId === undefined ? {} : { person: { externalIds: [{ source: DEMO_SOURCE, externalId }] } };
  };
  const happenings: Happening[] = [
    {
      from: SITE,
      touchpoints: some(stream.poisson(9), () => ({
        at: at(stream.integer(9, 22)),
        phase: 'before',
        kind: 'web.page_viewed',
        channel: 'web',
        payload: { path: stream.pick(['/', '/menu', '/menu', '/location']) },
        ...(stream.chance(0.2) ? guest() : {}),
      })),
    },
    {
      from: BOOKING,
      touchpoints: some(1 + stream.poisson(2), () => ({
        at: at(stream.integer(10, 20)),
        phase: 'before',
        kind: 'reservation.requested',
        payload: { people: stream.integer(2, 6) },
        ...(stream.chance(0.7) ? guest() : {}),
      })),
    },
    {
      from: WAITING,
      touchpoints: some(
        day > addDays(historyUntil, -SILENT_DAYS) ? 0 : 2 + stream.poisson(4),
        (): Omit<NewTouchpoint, 'idempotencyKey'> => ({
          at: at(stream.integer(11, 19)),
          phase: 'before',
          kind: 'waiting.registered',
          payload: { people: stream.integer(1, 5) },
        }),
      ),
    },
    {
      from: REVIEWS,
      touchpoints: some(stream.chance(0.45) ? 1 : 0, () => {
        const { rating, text } = stream.pick(REVIEWS_SAID);
        return {
          at: at(stream.integer(13, 22)),
          phase: 'after',
          kind: 'review.received',
          payload: { title: '', text, url: '', rating },
        };
      }),
    },
  ];
  return happenings.filter(({ touchpoints }) => touchpoints.length > 0);
}

/** Records what happened around the sales of some days; told twice, it is there once. */
export async function recordHappenings(
  context: Context,
  workspaceId: string,
  input: { seed: number; historyUntil: string; days: readonly SimulatedDay[] },
): Promise<void> {
  const { seed, historyUntil, days } = input;
  const db = context.database.of(workspaceId);
  for (const day of days) {
    for (const { from, touchpoints } of listHappenings({ seed, historyUntil, day })) {
      // It came a few minutes after the last of it happened.
      const now = new Date(Math.max(...touchpoints.map(({ at }) => at.getTime())) + 4 * 60_000);
      await recordTouchpoints(db, systemActor(workspaceId), { from, touchpoints, now });
    }
  }
}
