import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconKeyboard, IconLanguage, IconLogout, IconMoon, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSwitchLocale } from '../../features/session/api.ts';
import { PLACES } from '../places.ts';
import { useLeave } from './account.tsx';

/** The dialog needs a name for a screen reader; on screen the search box says it. */
const HIDDEN_HEADER = {
  position: 'absolute',
  width: 1,
  height: 1,
  minHeight: 0,
  padding: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;

/** Ctrl/⌘-K: every place and the usual switches by typing; what is none of them is looked up among the people. */
export default function Palette({ onShortcuts }: { onShortcuts: () => void }) {
  const { t, i18n } = useTranslation('shell');
  const navigate = useNavigate();
  const switchLocale = useSwitchLocale();
  const leave = useLeave();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  const other = i18n.language === 'en' ? 'ko' : 'en';
  const icon = (Icon: typeof IconMoon) => <Icon size={18} stroke={1.6} aria-hidden />;

  const actions: SpotlightActionData[] = [
    ...PLACES.map(({ key, to, icon: Icon }) => ({
      id: `place-${key}`,
      label: t(`place.${key}`),
      keywords: key,
      onClick: () => void navigate({ to }),
      leftSection: icon(Icon),
    })),
    {
      id: 'language',
      label: t('switchLanguage'),
      keywords: 'language 언어 English 한국어',
      onClick: () => switchLocale(other, true),
      leftSection: icon(IconLanguage),
    },
    {
      id: 'scheme',
      label: t(colorScheme === 'dark' ? 'toLight' : 'toDark'),
      keywords: 'dark light 어둡게 밝게',
      onClick: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
      leftSection: icon(IconMoon),
    },
    {
      id: 'shortcuts',
      label: t('keys.title'),
      keywords: 'keyboard shortcuts 단축키',
      onClick: onShortcuts,
      leftSection: icon(IconKeyboard),
    },
    { id: 'sign-out', label: t('signOut'), keywords: 'logout 로그아웃', onClick: leave, leftSection: icon(IconLogout) },
  ];

  return (
    <Spotlight
      shortcut={null}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={420}
      filter={(typed, all) => {
        const wanted = typed.trim().toLowerCase();
        if (!wanted) return all;
        const found = (all as SpotlightActionData[]).filter((action) =>
          `${action.label ?? ''} ${String(action.keywords ?? '')}`.toLowerCase().includes(wanted),
        );
        return [
          ...found,
          {
            id: 'search',
            label: t('searchFor', { text: typed.trim() }),
            onClick: () => void navigate({ to: '/people', search: { q: typed.trim() } as never }),
            leftSection: icon(IconSearch),
          },
        ];
      }}
      searchProps={{ placeholder: t('paletteHint'), 'aria-label': t('palette'), leftSection: icon(IconSearch) }}
      title={t('palette')}
      styles={{ header: HIDDEN_HEADER }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
    />
  );
}
