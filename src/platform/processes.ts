import { existsSync, readFileSync } from 'node:fs';

/** State and start of a process; undefined where there is no /proc. A number alone is soon another program's. */
function inspect(pid: number): { isGone: boolean; startedAt: string } | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  try {
    // The name in parentheses may hold anything; fields are counted from behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A killed process stays as a zombie until its parent asks, which the first process of a container may never do.
    return { isGone: fields[0] === 'Z' || fields[0] === 'X', startedAt: fields[19] ?? '' };
  } catch {
    return { isGone: true, startedAt: '' };
  }
}

/** Whether a process of this number runs; one of another user does (EPERM says no more than that). */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const seen = inspect(pid);
  if (seen) return !seen.isGone;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, as a mark to compare; empty where that cannot be known. */
export const startedAt = (pid: number) => inspect(pid)?.startedAt ?? '';

/** Whether the process that signed with its number and start still runs. */
export function isSignerAlive(pid: number, signedAt: string): boolean {
  return isAlive(pid) && (signedAt === '' || signedAt === startedAt(pid));
}
