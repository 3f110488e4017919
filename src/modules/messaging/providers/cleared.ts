import { decideMaySend, lintAdLabel, type MaySendDecision, type MaySendInput } from '../rules/index.ts';
import type { OutgoingMessage } from './outgoing.ts';

declare const cleared: unique symbol;

/** Something the law was asked about, just now, and let pass. Nothing else makes one, and providers take nothing else. */
export type Cleared<T> = T & { readonly [cleared]: true };

/** The decision for one person, kept with the moment it was made for. */
export interface Clearance {
  decision: MaySendDecision;
  input: Pick<MaySendInput, 'class' | 'channel' | 'now'>;
}

/** Those that really were asked for: one made up elsewhere clears nothing. */
const asked = new WeakSet<Clearance>();

/** Asks the law (`decideMaySend`) and keeps what it was asked, so that a clearance cannot be used for another message. */
export function askMaySend(input: MaySendInput): Clearance {
  const clearance = {
    decision: decideMaySend(input),
    input: { class: input.class, channel: input.channel, now: input.now },
  };
  asked.add(clearance);
  return clearance;
}

export const CHANNEL_OF_MEDIUM = {
  sms: 'sms',
  lms: 'sms',
  mms: 'sms',
  alimtalk: 'kakao',
  brand: 'kakao',
  email: 'email',
} as const;

/**
 * Makes a message that may leave, from a decision that says so. The last look before the door: the same class and
 * channel that were asked about, an advertisement with its label at the very start (AD-20; an e-mail has it in its
 * subject) and never as AlimTalk (AD-40).
 * @throws Error when one of these is not so: that is a mistake of ours, and nothing may leave by mistake
 */
export function clear(clearance: Clearance, message: OutgoingMessage): Cleared<OutgoingMessage> {
  const { decision, input } = clearance;
  if (!asked.has(clearance)) throw new Error('the law was not asked');
  if (decision.outcome !== 'send') throw new Error(`not cleared: ${decision.reason}`);
  if (input.class !== message.class || input.channel !== CHANNEL_OF_MEDIUM[message.medium])
    throw new Error('cleared for another message');
  if (message.class === 'ad') {
    if (message.medium === 'alimtalk') throw new Error('an AlimTalk is never advertising (AD-40)');
    const labelled = message.medium === 'email' ? message.subject : message.text;
    if (!lintAdLabel(labelled).ok) throw new Error('an advertisement without its label (AD-20)');
  }
  return message as Cleared<OutgoingMessage>;
}
