import { NumberInput, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OFFLINE_MEDIA, type Offline } from '../../../modules/plays/contract/play.ts';
import { MoneyInput } from '../../ui/money-input.tsx';
import css from './plays.module.css';

/** What somebody brings the code of; a set at the table begins from its pair instead. */
const PRINTED = OFFLINE_MEDIA.filter((medium) => medium !== 'table');

/** What is typed about an offline action. */
export interface OfflineValues {
  name: string;
  hypothesis: string;
  fixedCostMinor: number;
  measureDays: number;
  offline: Offline;
}

/** What it is found by later, and all that has to be typed. */
export const hasName = ({ name }: Pick<OfflineValues, 'name'>) => name.trim() !== '';

/** A leaflet, a poster, a street event: what, where, what it costs, what it gives, and whether its days are drawn. */
export function OfflineFields({
  values,
  change,
  asksName,
}: {
  values: OfflineValues;
  change: (patch: Partial<OfflineValues>) => void;
  /** It was to go on without a name: said where it is missing. */
  asksName: boolean;
}) {
  const { t } = useTranslation('measure');
  const { offline } = values;
  const set = (patch: Partial<Offline>) => change({ offline: { ...offline, ...patch } });
  const isSet = offline.pair !== null;
  return (
    <>
      {!isSet && (
        <SegmentedControl
          aria-label={t('offline.medium')}
          data={PRINTED.map((medium) => ({ value: medium, label: t(`offline.media.${medium}`) }))}
          value={offline.medium}
          onChange={(value) => set({ medium: PRINTED.find((one) => one === value) ?? 'other' })}
        />
      )}
      <TextInput
        label={t('plays:aim.name')}
        name="name"
        required
        maxLength={120}
        value={values.name}
        error={asksName && !hasName(values) ? t('plays:aim.nameNeeded') : undefined}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t('plays:aim.hypothesis')}
        autosize
        minRows={2}
        maxLength={1000}
        value={values.hypothesis}
        onChange={(event) => change({ hypothesis: event.currentTarget.value })}
      />
      {!isSet && (
        <>
          <TextInput
            label={t('offline.place')}
            maxLength={120}
            value={offline.place}
            onChange={(event) => set({ place: event.currentTarget.value })}
          />
          <NumberInput
            label={t('offline.copies')}
            min={0}
            max={10_000_000}
            allowDecimal={false}
            value={offline.copies}
            onChange={(value) => set({ copies: Math.max(0, Number(value || 0)) })}
          />
        </>
      )}
      <MoneyInput
        label={t('offline.cost')}
        valueMinor={values.fixedCostMinor}
        onChange={(fixedCostMinor) => change({ fixedCostMinor })}
      />
      {!isSet && (
        <MoneyInput
          label={t('offline.discount')}
          valueMinor={offline.discountMinor}
          onChange={(discountMinor) => set({ discountMinor })}
        />
      )}
      <NumberInput
        label={t('plays:holdout.measureDays')}
        min={1}
        max={365}
        allowDecimal={false}
        value={values.measureDays}
        onChange={(value) => change({ measureDays: Math.max(1, Number(value || 1)) })}
      />
      {isSet ? (
        <p className={css.quiet}>{t('offline.set.hint')}</p>
      ) : (
        <>
          <Switch
            label={t('offline.switchback')}
            checked={offline.switchback}
            onChange={(event) => set({ switchback: event.currentTarget.checked })}
          />
          <p className={css.quiet}>{t(offline.switchback ? 'offline.switchbackHint' : 'offline.noControlHint')}</p>
        </>
      )}
    </>
  );
}
