/** What stands beside each other on one line, with a dot between; what is not there leaves none. Worked: `['VIP', '', '010']` → VIP · 010. */
export function inLine(parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}
