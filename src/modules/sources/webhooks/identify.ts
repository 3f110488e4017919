import { createHash } from 'node:crypto';
import type { Platform } from './contract.ts';

/** Looked for in the first bytes only: a delivery is answered before it is read. */
const textField = (body: Buffer, name: string) =>
  new RegExp(`"${name}"\\s*:\\s*"?([\\w.:/-]{1,80})"?`).exec(body.toString('utf8'))?.[1] ?? '';

/**
 * Which event a delivery tells: the platform's own id of it, or what stands in it. The same event sent again has the same
 * id. `topic` is what a person reads in the list.
 */
export function identifyDelivery(
  platform: Platform,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): { eventId: string; topic: string } {
  const hash = createHash('sha256').update(body).digest('hex');
  switch (platform) {
    case 'shopify': {
      const topic = headers['x-shopify-topic'] ?? '';
      // Its own id of the event stands in a header that nobody signs. Two topics of one event are two deliveries.
      return { eventId: `${topic} ${hash}`, topic };
    }
    case 'square':
      return { eventId: textField(body, 'event_id') || hash, topic: textField(body, 'type') };
    case 'toast':
      return {
        eventId: textField(body, 'guid') ? `${textField(body, 'guid')} ${hash}` : hash,
        topic: textField(body, 'eventType'),
      };
    case 'cafe24':
      return { eventId: hash, topic: textField(body, 'event_no') };
    case 'generic':
      return { eventId: hash, topic: '' };
  }
}
