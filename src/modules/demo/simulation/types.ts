/** Consent kinds the demo people differ in (keys of domain.md §1.1). */
export type SimulatedConsentKind = 'marketing_use' | 'ad_email' | 'ad_sms';

/** One answer to one consent question. `absent`: never asked, so `givenAt` and `method` are null. */
export interface SimulatedConsent {
  kind: SimulatedConsentKind;
  state: 'granted' | 'refused' | 'absent';
  givenAt: Date | null;
  method: 'paper' | 'tablet' | 'web' | 'phone' | null;
}

/** A person as the shop's own records know her. What she will do is not in here: see `getLatentPerson`. */
export interface SimulatedPerson {
  /** External customer id, e.g. `P0001`. */
  personId: string;
  /** Business day of the record; people of the base joined before the history starts. */
  joinedOn: string;
  name: string;
  /** As written at the till, e.g. `010-0123-4567`; in ranges nobody has. */
  phone: string | null;
  email: string | null;
  /** 'YYYY-MM-DD' or null. */
  birthDate: string | null;
  gender: 'female' | 'male' | null;
  /** Where the record came from (FE-04). */
  source: 'it_system' | 'point_card' | 'web_email_community' | 'call' | 'manual_notebook';
  consents: SimulatedConsent[];
  /** Truth for duplicate detection: the record that is the same human being; null for almost all. */
  duplicateOfPersonId: string | null;
}

export type SimulatedChannel = 'in_store' | 'takeout' | 'delivery_app' | 'phone';

/** One line of a receipt. Two identical lines are two lines. */
export interface SimulatedLine {
  itemCode: string;
  /** Without the options. */
  itemName: string;
  category: string;
  options: string[];
  /** Above zero, and below zero for a refund. */
  quantity: number;
  /** Price of one with its options, before any discount. */
  unitPriceMinor: number;
  discountMinor: number;
  /** quantity × unit price − discount; negative for a refund, 0 for a free item, the price once asked for a void. */
  amountMinor: number;
  /** Food cost of one, options included. */
  unitCostMinor: number;
  kind: 'sale' | 'refund' | 'void' | 'comp';
}

/** One receipt. */
export interface SimulatedOrder {
  /** `YYYYMMDD-NNNN`, counted through the business day by time. */
  orderNo: string;
  orderedAt: Date;
  businessDay: string;
  channel: SimulatedChannel;
  /** Null for anonymous sales (delivery apps and cash). */
  personId: string | null;
  identifiedBy: 'phone' | 'app' | 'email' | null;
  /** The number typed at the till; null unless identified by phone. */
  customerPhone: string | null;
  /** Guests at the table; null when nobody sat down. */
  covers: number | null;
  couponCode: string | null;
  lines: SimulatedLine[];
}

/** One business day: its orders by time, and the people whose record was made that day. */
export interface SimulatedDay {
  day: string;
  orders: SimulatedOrder[];
  newPeople: SimulatedPerson[];
}

/** An offer that really reached a person. A person held out has none. */
export interface ReceivedOffer {
  /** Business day; she reacts from the next day on. */
  receivedOn: string;
  /** Worth of the offer in won; 0 for a message without one. */
  offerValueMinor: number;
  couponCode?: string | undefined;
}

/** Everything that was sent, by person id. Must hold the earlier offers too, as they still work for some days. */
export type Reactions = ReadonlyMap<string, readonly ReceivedOffer[]>;

/** Where the simulation stands: plain JSON, so that it may be kept, or computed again by `computeStateOn`. */
export interface SimulationState {
  /** Last simulated business day; the day before the history for a fresh state. */
  throughDay: string;
  /** Day number of each person's latest visit by index (person P0001 is 0); 0 when there was none. */
  lastVisitDays: number[];
}
