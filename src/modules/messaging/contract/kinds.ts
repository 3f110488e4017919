import { z } from 'zod';

/** AD-01. */
export const MESSAGE_CLASSES = ['ad', 'info', 'auth', 'notice_legal'] as const;
export const zMessageClass = z.enum(MESSAGE_CLASSES);
/** Ways a play, an automation or the desk can send; `none` transmits nothing. */
export const SEND_CHANNELS = ['email', 'sms', 'kakao', 'none'] as const;
export const zSendChannel = z.enum(SEND_CHANNELS);
/** What goes through a provider's account. */
export const zPhoneChannel = z.enum(['sms', 'kakao']);

/** A part of a message that its author cannot take away (AD-21). */
export const zChip = z.object({
  kind: z.enum(['label', 'sender', 'contact', 'opt_out']),
  text: z.string(),
  at: z.enum(['start', 'end']),
});

/** What a text looks like, and the words that say so (AD-01 … AD-04). */
export const zProposedClass = z.object({ class: zMessageClass, rule: z.string(), words: z.array(z.string()) });
