import { Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconCommand } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../lib/session.ts';
import { AccountPanel } from './account.tsx';
import { DemoControls } from './demo-controls.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SearchBox } from './search-box.tsx';
import css from './shell.module.css';

/** Always at hand: the search box, the shop, the language, who I am. */
export function TopBar({
  searchBox,
  onPalette,
}: {
  searchBox: RefObject<HTMLInputElement | null>;
  onPalette: () => void;
}) {
  const { t } = useTranslation('shell');
  const session = useSession();
  const [open, { toggle, close }] = useDisclosure(false);
  return (
    <header className={css.topBar}>
      <SearchBox inputRef={searchBox} />
      <button type="button" className={`${css.quiet} ${css.deskOnly}`} onClick={onPalette} title={t('paletteHint')}>
        <IconCommand size={16} aria-hidden />
        {t('palette')}
      </button>
      <div className={css.spacer} />
      <div className={css.notOnPhone}>
        <DemoControls />
      </div>
      <div className={css.deskOnly}>
        <LanguageSwitch signedIn />
        <Popover
          opened={open}
          onChange={(next) => !next && close()}
          position="bottom-end"
          width={280}
          trapFocus
          returnFocus
          withRoles
        >
          <Popover.Target>
            <button
              type="button"
              className={css.me}
              onClick={toggle}
              aria-label={t('account', { shop: session.workspace.shop.name })}
            >
              <span className={css.shopName}>{session.workspace.shop.name}</span>
              <IconChevronDown size={16} aria-hidden />
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <AccountPanel onChosen={close} />
          </Popover.Dropdown>
        </Popover>
      </div>
    </header>
  );
}
