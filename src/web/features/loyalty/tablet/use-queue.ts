import { useEffect, useState } from 'react';
import { countKept, sendKept } from './queue.ts';

const RETRY_MS = 15_000;

/** Sends what waited when the line is back; how many still wait. */
export function useQueue(deviceKey: string): number {
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    const look = async () => {
      const kept = await countKept().catch(() => 0);
      setWaiting(kept > 0 ? await sendKept(deviceKey).catch(() => kept) : 0);
    };
    void look();
    const timer = setInterval(() => void look(), RETRY_MS);
    const online = () => void look();
    window.addEventListener('online', online);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', online);
    };
  }, [deviceKey]);
  return waiting;
}
