import { Button, Checkbox, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../../modules/loyalty/contract/offers.ts';
import { listItems } from '../../../modules/menu/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import css from './loyalty.module.css';
import { weekdayName } from './offer-sentence.ts';
import type { TypedConditions } from './typed-conditions.ts';

const MOST_DAYPARTS = 4;
/** Where the week begins for a shop. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];
const AFTERNOON = { from: '14:00', to: '17:00' };

interface ConditionFieldsProps {
  kind: Offer['kind'];
  typed: TypedConditions;
  onChange: (typed: TypedConditions) => void;
}

/** When and how often a coupon is good. */
export function ConditionFields({ kind, typed, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const menu = useQuery(queryFor(listItems));
  const names = [...new Set([...(menu.data?.items ?? []).map(({ name }) => name), ...typed.itemNames])];
  const set = <Key extends keyof TypedConditions>(key: Key, value: TypedConditions[Key]) =>
    onChange({ ...typed, [key]: value });
  const amount = (key: 'minSpend' | 'maxDiscount' | 'perPerson' | 'total' | 'budget', mark?: string) => (
    <NumberInput
      label={t(`coupons.condition.${key}`)}
      placeholder={t('coupons.condition.none')}
      min={1}
      thousandSeparator=","
      allowDecimal={false}
      allowNegative={false}
      hideControls
      rightSection={mark}
      value={typed[key]}
      onChange={(value) => set(key, value)}
    />
  );
  return (
    <fieldset className={css.levels}>
      <legend>{t('coupons.condition.title')}</legend>
      <div className={css.pair}>
        {amount('minSpend', format.currencyMark)}
        {kind === 'percent' && amount('maxDiscount', format.currencyMark)}
        <MultiSelect
          label={t('coupons.condition.items')}
          placeholder={typed.itemNames.length === 0 ? t('coupons.condition.anyItem') : ''}
          data={names}
          searchable
          maxValues={50}
          value={typed.itemNames}
          onChange={(itemNames) => set('itemNames', itemNames)}
        />
      </div>
      <div className={css.whole}>
        <div className={css.label} id="offer-weekdays">
          {t('coupons.condition.weekdays')}
        </div>
        <div className={css.week} role="group" aria-labelledby="offer-weekdays">
          {WEEK.map((day) => {
            const isChosen = typed.weekdays.includes(day);
            return (
              <Button
                key={day}
                px={0}
                variant={isChosen ? 'filled' : 'default'}
                aria-pressed={isChosen}
                onClick={() =>
                  set('weekdays', isChosen ? typed.weekdays.filter((one) => one !== day) : [...typed.weekdays, day])
                }
              >
                {weekdayName(day, format.locale)}
              </Button>
            );
          })}
        </div>
      </div>
      {typed.dayparts.map((part, at) => {
        const change = (next: Partial<typeof part>) => set('dayparts', typed.dayparts.with(at, { ...part, ...next }));
        return (
          <div key={part.id} className={css.row}>
            <TextInput
              type="time"
              label={t('coupons.condition.from')}
              value={part.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t('coupons.condition.to')}
              value={part.to}
              onChange={(event) => change({ to: event.currentTarget.value })}
            />
            <Button
              variant="default"
              className={css.start}
              onClick={() => set('dayparts', typed.dayparts.toSpliced(at, 1))}
            >
              {t('levels.remove')}
            </Button>
          </div>
        );
      })}
      {typed.dayparts.length < MOST_DAYPARTS && (
        <Button variant="default" onClick={() => set('dayparts', [...typed.dayparts, { id: newId(), ...AFTERNOON }])}>
          {t('coupons.condition.addHours')}
        </Button>
      )}
      <div className={css.pair}>
        {amount('perPerson')}
        {amount('total')}
        {kind !== 'item' && amount('budget', format.currencyMark)}
      </div>
      <Checkbox
        label={t('coupons.condition.stacks')}
        checked={typed.stacks}
        onChange={(event) => set('stacks', event.currentTarget.checked)}
      />
    </fieldset>
  );
}
