/**
 * Whether somebody else's device can open links that begin with this: not where they name this machine. An unsubscribe link
 * that only the shop's own machine can open is none (AD-16). Worked: http://127.0.0.1:4300 → false.
 */
export function isReachable(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) return false;
  const { hostname, protocol } = new URL(publicUrl);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  return !/^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}
