import { AppError } from '../../../shared/errors.ts';
import { applyCoupon, createLines } from './basket.ts';
import type { DayNumber } from './calendar.ts';
import { computeInstant, formatDay, parseDay } from './calendar.ts';
import { computeDayDemand } from './demand.ts';
import type { Profile } from './people.ts';
import { drawMinute } from './people.ts';
import type { Stream } from './random.ts';
import { createStream, drawOnce, PURPOSE } from './random.ts';
import type { Offer } from './rhythm.ts';
import { computeVisitChance, findLiveOffer } from './rhythm.ts';
import type {
  Reactions,
  SimulatedChannel,
  SimulatedDay,
  SimulatedOrder,
  SimulatedPerson,
  SimulationState,
} from './types.ts';
import type { World } from './world.ts';
import { findProfile, listProfiles } from './world.ts';

/** Anonymous orders on an average day at the start, and how much of that the shop has gained a year later. */
const ANONYMOUS_PER_DAY = 40;
const ANONYMOUS_GROWTH_PER_YEAR = 0.12;
/** The kitchen takes orders from 10:30 to 01:30; minutes run past midnight. */
const FIRST_ORDER_MINUTE = 10 * 60 + 30;
const LAST_ORDER_MINUTE = 25 * 60 + 30;
const USUAL_TIME_DEVIATION_MINUTES = 35;
/** Share of visits at a person's usual time; the rest is at any time people come. */
const USUAL_TIME_RATE = 0.8;
const USUAL_CHANNEL_RATE = 0.85;
/** Share of orders that go to the second record once a person has one. */
const DUPLICATE_ORDER_RATE = 0.4;
/** Not everybody who comes with a coupon remembers it at the till. */
const COUPON_REMEMBERED_RATE = 0.88;

const NO_REACTIONS: Reactions = new Map();

/** A shop of which nothing has happened yet. */
export function createState(world: World): SimulationState {
  return { throughDay: formatDay(world.startDay - 1), lastVisitDays: [] };
}

/**
 * The 18 months up to and with `today`, one business day after the other, in about a second.
 * Pass a state of `createState` to go on from where the history ends; it moves as the days are read.
 */
export function generateHistory(world: World, state: SimulationState = createState(world)): Generator<SimulatedDay> {
  const fromDay = formatDay(world.startDay);
  return advance(world, state, { fromDay, toDay: formatDay(world.todayDay), reactions: NO_REACTIONS });
}

/**
 * Lets the days `fromDay`…`toDay` (both included) happen and yields them; `state` moves with every day that is read.
 * `reactions` holds what was really sent, older offers included. A person reacts from the day after the receipt on.
 * The same days come out whether they are asked for at once or in pieces, and a person's days do not depend on what
 * others were sent (but order numbers do: they count all receipts of the day).
 * @throws AppError conflict when `fromDay` is not the day after `state.throughDay`
 */
export function* advance(
  world: World,
  state: SimulationState,
  { fromDay, toDay, reactions }: { fromDay: string; toDay: string; reactions: Reactions },
): Generator<SimulatedDay> {
  const first = parseDay(fromDay);
  const last = parseDay(toDay);
  if (first !== parseDay(state.throughDay) + 1) throw new AppError('conflict', 'the demo stands at another day');
  const offers = indexOffers(world, reactions, last);
  for (let day = first; day <= last; day++) {
    const { visitors, newPeople } = moveDay(world, state, { day, offers });
    const drafts = [
      ...visitors.map((visit) => createVisitOrder(world, { ...visit, day, offers: offers[visit.profile.index] })),
      ...createAnonymousOrders(world, day),
    ];
    yield { day: formatDay(day), orders: numberOrders(drafts, day), newPeople };
  }
}

/**
 * The state after a day, computed again from the start; so nothing but the offers sent needs to be stored.
 * Takes well under a second for 18 months, as no receipts are written.
 */
export function computeStateOn(world: World, throughDay: string, reactions: Reactions = NO_REACTIONS): SimulationState {
  const state = createState(world);
  const last = parseDay(throughDay);
  const offers = indexOffers(world, reactions, last);
  for (let day = world.startDay; day <= last; day++) moveDay(world, state, { day, offers });
  return state;
}

/** Offers by index of the human being, so that one sent to her second record reaches her too; unknown ids are skipped. */
export function indexOffers(world: World, reactions: Reactions, throughDay: DayNumber): Array<Offer[] | undefined> {
  const offers: Array<Offer[] | undefined> = [];
  for (const [personId, received] of reactions) {
    const profile = findProfile(world, personId, throughDay);
    if (!profile) continue;
    const own = (offers[profile.ownerIndex] ??= []);
    for (const offer of received) {
      const receivedDay = parseDay(offer.receivedOn);
      own.push({ receivedDay, valueMinor: offer.offerValueMinor, couponCode: offer.couponCode ?? null });
    }
  }
  return offers;
}

interface Visit {
  profile: Profile;
  /** Before this visit; decides whether an offer is still open. */
  lastVisitDay: DayNumber;
}

function moveDay(
  world: World,
  state: SimulationState,
  { day, offers }: { day: DayNumber; offers: ReadonlyArray<Offer[] | undefined> },
): { visitors: Visit[]; newPeople: SimulatedPerson[] } {
  const profiles = listProfiles(world, day);
  const { lastVisitDays } = state;
  const visitors: Visit[] = [];
  const newPeople: SimulatedPerson[] = [];
  for (let profile = profiles[lastVisitDays.length]; profile; profile = profiles[lastVisitDays.length]) {
    if (profile.joinedDay > day) break;
    newPeople.push(profile.person);
    lastVisitDays.push(profile.seedVisitDay ?? 0);
  }
  for (let index = 0; index < lastVisitDays.length; index++) {
    const profile = profiles[index];
    if (!profile || profile.ownerIndex !== index) continue;
    const lastVisitDay = lastVisitDays[index] ?? 0;
    if (!decideVisit(world, profile, { day, lastVisitDay, offers: offers[index] })) continue;
    visitors.push({ profile, lastVisitDay });
    lastVisitDays[index] = day;
  }
  state.throughDay = formatDay(day);
  return { visitors, newPeople };
}

function decideVisit(
  world: World,
  profile: Profile,
  occasion: { day: DayNumber; lastVisitDay: DayNumber; offers: readonly Offer[] | undefined },
): boolean {
  // The record of a new person is made at the till, while she pays for the first time.
  if (profile.joinedDay === occasion.day) return true;
  const chance = computeVisitChance(profile, occasion);
  return chance > 0 && drawOnce(world.seed, PURPOSE.visit, profile.index, occasion.day) < chance;
}

type OrderDraft = Omit<SimulatedOrder, 'orderNo'>;

/** The receipt of one visit, without its number. */
export function createVisitOrder(
  world: World,
  { profile, lastVisitDay, day, offers }: Visit & { day: DayNumber; offers: readonly Offer[] | undefined },
): OrderDraft {
  const stream = createStream(world.seed, PURPOSE.basket, profile.index, day);
  const isUsualTime = stream.chance(USUAL_TIME_RATE);
  const minute = isUsualTime ? stream.normal(profile.usualMinute, USUAL_TIME_DEVIATION_MINUTES) : drawMinute(stream);
  const guests = Math.max(1, profile.partySize + stream.weightedIndex([20, 62, 14, 4]) - 1);
  const usesDuplicate = stream.chance(DUPLICATE_ORDER_RATE);
  const record =
    profile.duplicate && usesDuplicate && profile.duplicate.fromDay <= day
      ? (world.population.profiles[profile.duplicate.index] ?? profile)
      : profile;
  const otherChannel = stream.pick(['in_store', 'takeout', 'phone'] as const);
  const channel = record !== profile || stream.chance(USUAL_CHANNEL_RATE) ? record.channel : otherChannel;
  const remembersCoupon = stream.chance(COUPON_REMEMBERED_RATE);
  const draft = createOrder(stream, { world, day, minute, guests, channel, favourites: profile.favourites });
  draft.personId = record.person.personId;
  draft.identifiedBy = record.identifiedBy;
  draft.customerPhone = record.identifiedBy === 'phone' ? record.person.phone : null;
  const offer = offers && findLiveOffer(profile, day, lastVisitDay, offers);
  if (offer?.couponCode && remembersCoupon && applyCoupon(draft.lines, offer.valueMinor) > 0)
    draft.couponCode = offer.couponCode;
  return draft;
}

function createAnonymousOrders(world: World, day: DayNumber): OrderDraft[] {
  const years = (day - world.startDay) / 365;
  const mean = ANONYMOUS_PER_DAY * (1 + ANONYMOUS_GROWTH_PER_YEAR * years) * computeDayDemand(day);
  const count = createStream(world.seed, PURPOSE.anonymousCount, 0, day).poisson(mean);
  return Array.from({ length: count }, (_, k) => {
    const stream = createStream(world.seed, PURPOSE.anonymousBasket, k, day);
    const channel =
      (['delivery_app', 'in_store', 'takeout'] as const)[stream.weightedIndex([58, 31, 11])] ?? 'in_store';
    const guests = 1 + stream.weightedIndex([48, 34, 11, 6, 1]);
    return createOrder(stream, { world, day, minute: drawMinute(stream), guests, channel, favourites: [] });
  });
}

interface OrderOccasion {
  world: World;
  day: DayNumber;
  minute: number;
  guests: number;
  channel: SimulatedChannel;
  favourites: Profile['favourites'];
}

function createOrder(stream: Stream, { world, day, minute, guests, channel, favourites }: OrderOccasion): OrderDraft {
  const openMinute = Math.round(Math.min(LAST_ORDER_MINUTE, Math.max(FIRST_ORDER_MINUTE, minute)));
  return {
    orderedAt: computeInstant(day, openMinute, stream.integer(0, 59)),
    businessDay: formatDay(day),
    channel,
    personId: null,
    identifiedBy: null,
    customerPhone: null,
    covers: channel === 'in_store' ? guests : null,
    couponCode: null,
    lines: createLines(stream, { day, today: world.todayDay, minute: openMinute, guests, channel, favourites }),
  };
}

function numberOrders(drafts: OrderDraft[], day: DayNumber): SimulatedOrder[] {
  const prefix = formatDay(day).replaceAll('-', '');
  // Stable by time, then as drafted, so that two receipts of one second keep their order.
  drafts.sort((a, b) => a.orderedAt.getTime() - b.orderedAt.getTime());
  return drafts.map((draft, i) => ({ orderNo: `${prefix}-${String(i + 1).padStart(4, '0')}`, ...draft }));
}
