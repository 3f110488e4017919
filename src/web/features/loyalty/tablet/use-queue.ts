import { useCallback, useEffect, useState } from 'react';
import { COUNTER_ANSWER_MS, deadlineIn } from '../../../lib/api.ts';
import { countKept, sendKept } from './queue.ts';

const RETRY_MS = 15_000;

/** Taps that wait for a line: how many, and `flush` to send them now instead of at the next try, as long as a guest waits. */
export function useQueue(deviceKey: string): { waiting: number; flush: (deadline?: AbortSignal) => Promise<void> } {
  const [waiting, setWaiting] = useState(0);
  const flush = useCallback(
    async (deadline = deadlineIn(COUNTER_ANSWER_MS)) => {
      const kept = await countKept().catch(() => 0);
      setWaiting(kept);
      if (kept > 0) setWaiting(await sendKept(deviceKey, deadline).catch(() => kept));
    },
    [deviceKey],
  );
  useEffect(() => {
    const first = setTimeout(() => void flush());
    const timer = setInterval(() => void flush(), RETRY_MS);
    const online = () => void flush();
    window.addEventListener('online', online);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
      window.removeEventListener('online', online);
    };
  }, [flush]);
  return { waiting, flush };
}
