import { networkInterfaces } from 'node:os';

const EVERYWHERE = new Set(['0.0.0.0', '::', '[::]']);

/**
 * Addresses under which other devices of the same network reach this process; empty where it listens to this machine alone.
 * Worked: listening on 0.0.0.0:4300 in a shop's network → http://192.168.0.5:4300.
 */
export function listOwnAddresses(
  { host, port }: { host: string; port: number },
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string[] {
  if (!EVERYWHERE.has(host)) return [];
  return Object.values(interfaces).flatMap((some) =>
    (some ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [`http://${address}:${port}`] : [],
    ),
  );
}
