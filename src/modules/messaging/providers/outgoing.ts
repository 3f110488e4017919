import type { MessageClass } from '../rules/index.ts';

/** What leaves the house for one person, composed to the last sign. */
export interface OutgoingMessage {
  /** Our own id: the reference by which a provider can be asked. */
  messageId: string;
  class: MessageClass;
  medium: 'sms' | 'lms' | 'mms' | 'alimtalk' | 'brand' | 'email';
  /** National digits for a phone, an address for e-mail. */
  to: string;
  /** Registered sender number, digits; the address for e-mail. */
  from: string;
  subject: string;
  text: string;
  bytes: number;
  priceMinor: number;
  /** AlimTalk: what the provider calls the template, and the values of its variables. */
  templateCode?: string | undefined;
  variables?: Readonly<Record<string, string>> | undefined;
  /** MMS: the picture that goes with the words. */
  picture?: { pictureId: string; image: Buffer } | undefined;
  /** E-mail: the whole message as bytes. */
  raw?: Buffer | undefined;
}
