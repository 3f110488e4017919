import type { FastifyReply } from 'fastify';

/** Aborted when whoever asked has gone before the answer: nobody reads it, so the work behind it may stop. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
