/** What goes wrong, as a share (0–1) of calls or messages; nothing does when left out. */
export interface Faults {
  /** Calls that are worked off and never answered. */
  silentAfterTaking?: number;
  /** Calls that are neither worked off nor answered. */
  silentBeforeTaking?: number;
  /** Calls answered with 502 although they were worked off. */
  badGateway?: number;
  tooMany?: number;
  serverError?: number;
  /** Whoever asks what became of messages is told each several times, also as it was before, and in any order. */
  repeatsPolled?: boolean;
  /** Milliseconds before an answer. */
  delayMs?: number;
  /** Called for each call to send, with how many messages it holds; a test may kill somebody here. */
  onSend?: (messages: number, moment: 'before' | 'after') => void;
}

/** A message as the provider has it. */
export interface TakenMessage {
  providerMessageId: string;
  ref: string;
  to: string;
  from: string;
  type: string;
  text: string;
  /** Of an MMS. */
  picture?: Buffer | undefined;
  takenAt: Date;
}

export interface Simulator {
  url: string;
  /** Everything that was taken, in order; twice where somebody sent twice. */
  taken: TakenMessage[];
  faults: Faults;
  /** Pictures that were sent up, in order, by the id they were given. */
  uploads: Map<string, Buffer>;
  /** Numbers that refused by 080. */
  optouts: { number: string; at: Date }[];
  /** Answered to every call to send instead of taking it: a refusal of the whole call. */
  sendAnswer: unknown;
  /** What has become of a message; by default what its id decides. */
  fateOf: (message: TakenMessage) => { code: string };
  /** Reports of everything taken so far, as the provider would post them: twice each, and shuffled. */
  reports(): { messageId: string; statusCode: string; dateUpdated: string }[];
  close(): Promise<void>;
}
