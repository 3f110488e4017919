import { useState } from 'react';

const STORAGE_KEY = 'dangol.tablet';

/** The key of this tablet: from the address it was opened with, once, and then from this browser. */
export function useDeviceKey(): string | undefined {
  const [key] = useState(() => {
    const shown = location.hash.slice(1);
    if (!shown.startsWith('dgs_')) return localStorage.getItem(STORAGE_KEY) ?? undefined;
    localStorage.setItem(STORAGE_KEY, shown);
    // Nobody who looks at the tablet should read it in the address.
    history.replaceState(history.state, '', location.pathname);
    return shown;
  });
  return key;
}
