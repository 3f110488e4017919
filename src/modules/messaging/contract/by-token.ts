import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';

const zToken = z.object({ token: z.string().min(20).max(100) });

export const showUnsubscribe = defineEndpoint({
  method: 'GET',
  path: '/u/:token',
  access: 'anonymous',
  summary: 'A page with one button (AD-16). Opening it changes nothing: mail programs open links to look at them',
  params: zToken,
  output: z.unknown(),
});

export const unsubscribe = defineEndpoint({
  method: 'POST',
  path: '/u/:token',
  access: 'anonymous',
  summary:
    'Stops advertising to this person at once, without sign-in (AD-11, AD-16); also the one-click post of RFC 8058',
  params: zToken,
  body: z.unknown(),
  output: z.unknown(),
});

export const receiveReport = defineEndpoint({
  method: 'POST',
  path: '/hooks/messages/:token',
  access: 'anonymous',
  summary: 'What a message provider reports; signed, or asked back before it is believed. Twice changes nothing',
  params: zToken,
  output: z.object({}),
});
