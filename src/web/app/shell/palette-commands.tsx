import { useMantineColorScheme } from '@mantine/core';
import {
  IconArrowRight,
  IconBookmark,
  IconFileImport,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconReceipt,
  IconRepeat,
  IconSettings,
  IconUserPlus,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSavedViews } from '../../../modules/customers/contract.ts';
import { useSwitchLocale } from '../../features/session/api.ts';
import { queryFor } from '../../lib/api.ts';
import { useSession } from '../../lib/session.ts';
import { PLACES } from '../places.ts';
import { useLeave } from './account.tsx';
import type { Findable } from './match-command.ts';
import { DO_PLACES, SCREENS, SETTINGS } from './palette-places.ts';

/** Something the palette does. */
export interface Command extends Findable {
  id: string;
  group: string;
  icon: TablerIcon;
  run: () => void;
}

/** Everything that can be gone to or done from here by whoever is signed in. */
export function useCommands({ onShortcuts }: { onShortcuts: () => void }): Command[] {
  const { t, i18n } = useTranslation('palette');
  const navigate = useNavigate();
  const session = useSession();
  const switchLocale = useSwitchLocale();
  const leave = useLeave();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const views = useQuery(queryFor(listSavedViews));
  const can = (right: string) => session.rights.includes(right);
  const mayGo = ({ right }: { right: string | undefined }) => right === undefined || can(right);
  const go = (href: string) => () => void navigate({ href });
  const other = i18n.language === 'en' ? 'ko' : 'en';

  const doing = [
    { key: 'addPerson', right: 'customers:write', icon: IconUserPlus, run: go(DO_PLACES.addPerson) },
    { key: 'recordSale', right: 'orders:write', icon: IconReceipt, run: go(DO_PLACES.recordSale) },
    { key: 'import', right: 'imports:run', icon: IconFileImport, run: go(DO_PLACES.import) },
    { key: 'newPlay', right: 'plays:write', icon: IconRepeat, run: go(DO_PLACES.newPlay) },
  ];
  return [
    ...PLACES.map(({ key, to, icon }) => ({
      id: `place-${key}`,
      group: t('group.places'),
      label: t(`shell:place.${key}`),
      keywords: t(`keywords.${key}`),
      icon,
      run: go(to),
    })),
    ...doing
      .filter(({ right }) => can(right))
      .map(({ key, icon, run }) => ({
        id: key,
        group: t('group.do'),
        label: t(`do.${key}`),
        keywords: t(`keywords.${key}`),
        icon,
        run,
      })),
    ...SCREENS.filter((screen) => mayGo(screen)).map(({ key, name, to }) => ({
      id: `screen-${key}`,
      group: t('group.screens'),
      label: t(name),
      keywords: t(`screenWords.${key}`),
      icon: IconArrowRight,
      run: go(to),
    })),
    ...(views.data?.views ?? []).map((view) => ({
      id: `view-${view.savedViewId}`,
      group: t('group.views'),
      label: view.name,
      keywords: t('keywords.views'),
      icon: IconBookmark,
      run: () =>
        void navigate({
          to: '/people',
          search: {
            view: view.savedViewId,
            filter: view.filter,
            sort: view.sort.by,
            dir: view.sort.direction,
            cols: view.columns,
          } as never,
        }),
    })),
    ...SETTINGS.filter((section) => mayGo(section)).map(({ key }) => ({
      id: `settings-${key}`,
      group: t('group.settings'),
      label: t(`settings.${key}`),
      keywords: `${t('keywords.settings')} ${t(`settingWords.${key}`)}`,
      icon: IconSettings,
      run: go(`/settings#${key}`),
    })),
    {
      id: 'language',
      group: t('group.other'),
      label: t('shell:switchLanguage'),
      keywords: t('keywords.language'),
      icon: IconLanguage,
      run: () => switchLocale(other, true),
    },
    {
      id: 'scheme',
      group: t('group.other'),
      label: t(colorScheme === 'dark' ? 'shell:toLight' : 'shell:toDark'),
      keywords: t('keywords.scheme'),
      icon: IconMoon,
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'shortcuts',
      group: t('group.other'),
      label: t('shell:keys.title'),
      keywords: t('keywords.shortcuts'),
      icon: IconKeyboard,
      run: onShortcuts,
    },
    {
      id: 'sign-out',
      group: t('group.other'),
      label: t('shell:signOut'),
      keywords: t('keywords.signOut'),
      icon: IconLogout,
      run: leave,
    },
  ];
}
