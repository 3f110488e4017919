import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepSingleKeys, readSingleKeys } from '../../lib/keys.ts';
import { PLACES } from '../places.ts';
import css from './shell.module.css';

/** Every key that does something, and the switch for those of one character (UX-02, WCAG 2.1.4). */
export default function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('shell');
  const [singleKeys, setSingleKeys] = useState(readSingleKeys);
  const anywhere = [
    { keys: ['/'], what: t('search') },
    { keys: ['Ctrl', 'K'], what: t('palette') },
    { keys: ['?'], what: t('keys.title') },
    { keys: ['Esc'], what: t('keys.close') },
  ];
  const places = PLACES.map(({ key, letter }) => ({ keys: ['Alt', letter], what: t(`place.${key}`) }));
  const list = (rows: readonly { keys: string[]; what: string }[]) => (
    <dl className={css.keyList}>
      {rows.map(({ keys, what }) => (
        <div key={keys.join()}>
          <dt>{what}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key} className={css.keyCap}>
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <h3 className={css.keyTitle}>{t('keys.places')}</h3>
      {list(places)}
      <h3 className={css.keyTitle}>{t('keys.anywhere')}</h3>
      {list(anywhere)}
      <p className={css.keyNote}>{t('keys.mac')}</p>
      <Checkbox
        label={t('keys.single')}
        description={t('keys.singleWhy')}
        checked={singleKeys}
        onChange={(event) => {
          setSingleKeys(event.currentTarget.checked);
          keepSingleKeys(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}
