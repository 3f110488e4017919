import {
  IconBuildingStore,
  IconCategory,
  IconCoffee,
  IconMotorbike,
  IconScissors,
  IconShoe,
  IconToolsKitchen2,
} from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { getPack, PACKS, type PackKey } from '../../../modules/workspace/contract.ts';
import css from './setup.module.css';

const ICONS: Readonly<Record<PackKey, typeof IconCoffee>> = {
  restaurant: IconToolsKitchen2,
  delivery: IconMotorbike,
  cafe: IconCoffee,
  salon: IconScissors,
  workshop: IconShoe,
  retail: IconBuildingStore,
  general: IconCategory,
};

/** Business types as cards: real radio buttons, so arrows and screen readers work. */
export function PackPicker({ value, onChange }: { value: PackKey; onChange: (pack: PackKey) => void }) {
  const { t, i18n } = useTranslation('setup');
  const name = useId();
  const locale = i18n.language === 'en' ? 'en' : 'ko';
  return (
    <fieldset className={css.packs}>
      <legend className={css.legend}>{t('pack')}</legend>
      <div className={css.packGrid}>
        {PACKS.map((pack) => {
          const Icon = ICONS[pack.key];
          return (
            <label key={pack.key} className={css.pack} data-checked={pack.key === value || undefined}>
              <input
                type="radio"
                name={name}
                value={pack.key}
                checked={pack.key === value}
                onChange={() => onChange(pack.key)}
                className="d-visually-hidden"
              />
              <Icon size={22} stroke={1.5} aria-hidden className={css.packIcon} />
              <span className={css.packText}>
                <span className={css.packName}>{pack.name[locale]}</span>
                <span className={css.packSummary}>{pack.summary[locale]}</span>
              </span>
            </label>
          );
        })}
      </div>
      <p className={css.hint}>{t('packHint', { word: getPack(value).words[locale].customer })}</p>
    </fieldset>
  );
}
