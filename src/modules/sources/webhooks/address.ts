import { receiveHook } from './contract.ts';

/** Where a platform sends to: the shop's public address, or that of this installation. */
export function hookUrl(shop: { publicUrl: string }, config: { publicUrl: string }, token: string): string {
  return `${shop.publicUrl || config.publicUrl}${receiveHook.path.replace(':token', token)}`;
}

/** As what a connection counts on the health board. */
export function arrivalsFrom({ source, label }: { source: string; label: string }) {
  return { source, way: 'webhook', label, phase: 'during' } as const;
}
