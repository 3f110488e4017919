import { Spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../features/session/api.ts';
import { useShortcuts } from '../../lib/keys.ts';
import { SessionContext } from '../../lib/session.ts';
import { Loading } from '../../ui/states.tsx';
import { PLACES } from '../places.ts';
import { BottomBar } from './bottom-bar.tsx';
import { DemoBar, DemoControls } from './demo-controls.tsx';
import { Rail } from './rail.tsx';
import css from './shell.module.css';
import { TopBar } from './top-bar.tsx';

const Palette = lazy(() => import('./palette.tsx'));
const Shortcuts = lazy(() => import('./shortcuts.tsx'));

/** Frame of every screen behind sign-in: rail or bottom bar, top bar, palette, and the session for all that is inside. */
export function Shell() {
  const { t } = useTranslation('shell');
  const { data } = useQuery(sessionQuery);
  const searchBox = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const [paletteWanted, setPaletteWanted] = useState(false);
  const [shortcuts, setShortcuts] = useState<'never' | 'open' | 'closed'>('never');

  const openPalette = () => {
    setPaletteWanted(true);
    Spotlight.open();
  };
  useShortcuts([
    { code: 'Slash', run: () => searchBox.current?.focus() },
    { code: 'Slash', shift: true, run: () => setShortcuts('open') },
    { code: 'KeyK', mod: true, run: openPalette },
    ...PLACES.map(({ letter, to }) => ({ code: `Key${letter}`, alt: true, run: () => void navigate({ to }) })),
  ]);

  // Between the end of a session and the sign-in screen there is a moment with nothing to show.
  if (!data?.session) return null;
  return (
    <SessionContext value={data.session}>
      <div className={css.shell}>
        <Rail />
        <div className={css.column}>
          <TopBar searchBox={searchBox} onPalette={openPalette} />
          {/* A phone's top bar has room for the search box only. */}
          <aside className={css.phoneStrip} aria-label={t('demo')}>
            <DemoControls />
          </aside>
          <DemoBar />
          <main id="main" className={css.main} tabIndex={-1}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        <BottomBar />
        {paletteWanted && (
          <Suspense>
            <Palette onShortcuts={() => setShortcuts('open')} />
          </Suspense>
        )}
        {shortcuts !== 'never' && (
          <Suspense>
            <Shortcuts opened={shortcuts === 'open'} onClose={() => setShortcuts('closed')} />
          </Suspense>
        )}
      </div>
    </SessionContext>
  );
}
