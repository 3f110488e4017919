import type { DeliveryState, FailureClass } from '../rules/index.ts';
import type { Cleared } from './cleared.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** What became of one message of a call. */
export type Outcome = { messageId: string } & (
  | { kind: 'accepted'; providerMessageId: string | null }
  /** Not now: full, too fast, grey-listed. Nothing was taken. */
  | { kind: 'later'; reason: string }
  | { kind: 'rejected'; failure: FailureClass; code: string }
  /** Stopped by us before it was handed over. */
  | { kind: 'stopped' }
  /** Nobody answered the door; nothing was taken. */
  | { kind: 'unreachable'; reason: string }
  /** The call was made and not answered: it may have been taken. */
  | { kind: 'unknown'; reason: string }
);

/** The answer to a brand message of a provider that sends none (§2.7). */
export const rejectBrand = ({ messageId }: { messageId: string }): Outcome => ({
  messageId,
  kind: 'rejected',
  failure: 'template',
  code: 'no brand messages',
});

/** How a provider works with the queue: nothing goes on the wire that the queue has not noted, nothing is answered that it does not hear. */
export interface HandOver {
  /**
   * Notes these as handed over, in one commit, and says which still may go: a refusal or a stop that came meanwhile takes
   * a message out. Called with the last step before the call.
   */
  begin(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  settle(outcomes: readonly Outcome[]): Promise<void>;
}

/** What a provider says of a message it took. */
export interface DeliveryReport {
  providerMessageId: string;
  state: DeliveryState;
  failure?: FailureClass | undefined;
  code: string;
  at: Date | null;
}

/** Somebody refused at the provider: by 080 call, by word, by blocking. */
export interface ProviderOptOut {
  /** National digits. */
  number: string;
  at: Date;
}

export interface ProviderTemplate {
  code: string;
  name: string;
  text: string;
  state: 'requested' | 'approved' | 'rejected' | 'suspended' | 'dormant';
  reason: string;
}

/** One way out of the house. Every provider looks like this; `send` takes only what the law has cleared. */
export interface MessageProvider {
  readonly name: 'solapi' | 'aligo' | 'nhn' | 'smtp' | 'dry_run' | 'demo';
  /** Most messages of one call. */
  readonly batchSize: number;
  send(batch: readonly Cleared<OutgoingMessage>[], handOver: HandOver, signal: AbortSignal): Promise<void>;
  /**
   * After a call that was not answered: which of these messages were taken, by our reference. Undefined: this provider
   * cannot be asked, so the messages stay unknown and are never sent again.
   */
  findTaken?(messageIds: readonly string[], since: Date): Promise<Map<string, string>>;
  status(providerMessageIds: readonly string[]): Promise<DeliveryReport[]>;
  /** Takes a message back that the provider has not passed on yet; false when it is too late or cannot be done. */
  cancel(providerMessageId: string): Promise<boolean>;
  optouts(since: Date): Promise<ProviderOptOut[]>;
  /** What is left to send with, in minor units; null where nothing is paid in advance or the provider does not say. */
  balance(): Promise<number | null>;
  templates(): Promise<ProviderTemplate[]>;
  /** Reads a report that came by itself; undefined when its signature is wrong. `trusted` false: ask before believing. */
  readWebhook?(input: {
    headers: Readonly<Record<string, string | string[] | undefined>>;
    raw: Buffer;
  }): { trusted: boolean; reports: DeliveryReport[]; optouts: ProviderOptOut[] } | undefined;
  close?(): void;
}
