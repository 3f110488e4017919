import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './start-over.module.css';

/** Whoever comes next shall not find what was chosen before her. */
const IDLE_MS = 20_000;
/** Whoever is still reading what she is asked to agree to says so once a minute (PV-07). */
const READING_MS = 60_000;
const WARN_MS = 10_000;
const LOOK_MS = 250;
/** Somebody is there: a touch, a key, and reading on. */
const SIGNS = ['pointerdown', 'pointermove', 'touchmove', 'keydown', 'input', 'wheel', 'scroll'] as const;

interface StartOverProps {
  /** Something has to be read: the last ten seconds are said, with a button that keeps it. */
  isReading: boolean;
  onOver: () => void;
}

/** A screen that guests share forgets who stood before it when nobody has touched it for a while (PV). */
export function StartOver({ isReading, onOver }: StartOverProps) {
  const { t } = useTranslation('ui');
  const [seconds, setSeconds] = useState<number>();
  const over = useEffectEvent(onOver);
  const until = useRef(0);
  const warning = useRef<HTMLDivElement>(null);
  const keepFor = (ms: number) => {
    until.current = Math.max(until.current, Date.now() + ms);
    setSeconds(undefined);
  };
  const stir = useEffectEvent((event?: Event) => {
    // Its own button goes on a press of its own: taken away by the touch that begins it, it would never be pressed.
    const target = event?.target;
    if (target instanceof Element && warning.current?.contains(target)) return;
    keepFor(IDLE_MS);
  });
  useEffect(() => {
    stir();
    const look = setInterval(() => {
      const left = until.current - Date.now();
      setSeconds(left <= WARN_MS ? Math.ceil(left / 1_000) : undefined);
      if (left > 0) return;
      stir();
      over();
    }, LOOK_MS);
    const listening = { capture: true, passive: true };
    const touched = (event: Event) => stir(event);
    for (const sign of SIGNS) document.addEventListener(sign, touched, listening);
    return () => {
      clearInterval(look);
      for (const sign of SIGNS) document.removeEventListener(sign, touched, listening);
    };
  }, []);
  if (!isReading || seconds === undefined) return null;
  return (
    <div ref={warning} className={css.warning}>
      {/* Read out once, not once a second. */}
      <p role="status">
        {t('startOver.soon')} <span aria-hidden>{t('startOver.seconds', { seconds })}</span>
      </p>
      <Button size="md" onClick={() => keepFor(READING_MS)}>
        {t('startOver.keep')}
      </Button>
    </div>
  );
}
