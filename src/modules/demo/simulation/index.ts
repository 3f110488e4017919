/**
 * The demo restaurant as a pure, seeded simulation: no database, no clock. Everything follows from seed, `startOn` and
 * `today`, and from the offers that were really sent.
 */
export { computeNetAmount } from './basket.ts';
export type { MenuItem, MenuOption, OptionGroup } from './menu.ts';
export { MENU, PLANTED_PAIR, SLIPPING_ITEM_CODE } from './menu.ts';
export type { ResponseKind } from './people.ts';
export { advance, computeStateOn, createState, generateHistory } from './simulate.ts';
export type { GroupOutcome, TrueEffect, TruthQuestion } from './truth.ts';
export { computeTruth } from './truth.ts';
export type {
  Reactions,
  ReceivedOffer,
  SimulatedChannel,
  SimulatedConsent,
  SimulatedConsentKind,
  SimulatedDay,
  SimulatedLine,
  SimulatedOrder,
  SimulatedPerson,
  SimulationState,
} from './types.ts';
export type { LatentPerson, LatentState, World, WorldOptions } from './world.ts';
export { createWorld, decideUnsubscribe, findLatentPerson } from './world.ts';
