/**
 * Whether another device in the same network can open links that begin with this: not where they name this machine.
 * Worked: http://127.0.0.1:4300 → false; http://192.168.0.5:4300 → true.
 */
export function isReachable(publicUrl: string): boolean {
  const hostname = hostOf(publicUrl);
  return hostname !== undefined && !/^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}

/**
 * Whether somebody at home can open links that begin with this: not where they name this machine or the shop's own network
 * (RFC 1918, RFC 4193, RFC 6762). An unsubscribe link that opens only in the shop is none (AD-16).
 * Worked: http://192.168.0.5:4300 → false; https://shop.example → true.
 */
export function opensOutside(publicUrl: string): boolean {
  const hostname = hostOf(publicUrl);
  const isOfShop = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$|^\[f[cde]|\.local$/.test(
    hostname ?? '',
  );
  return isReachable(publicUrl) && !isOfShop;
}

function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? hostname : undefined;
}
