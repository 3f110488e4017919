import { Button, TextInput } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listEntryItems, type NewEntry } from '../../../modules/imports/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { parseAmountMinor } from '../../../shared/money.ts';
import { queryFor } from '../../lib/api.ts';
import { useShop } from '../../lib/session.ts';
import { Loading } from '../../ui/states.tsx';
import { Money } from '../../ui/value.tsx';
import { PersonPick, type PickedPerson } from './person-pick.tsx';
import css from './record-entry.module.css';

type Item = EndpointOutput<typeof listEntryItems>['items'][number];
type Sale = Omit<Extract<NewEntry, { kind: 'sale' }>, 'key'>;

/** A sale: taps on what sells most, or an amount alone; for somebody, or for nobody in particular. */
export function SaleForm({
  about,
  onSave,
}: {
  /** What staff may say to whom the sale belongs. */
  about: (customerId: string) => ReactNode;
  onSave: (sale: Sale, label: string) => void;
}) {
  const { t } = useTranslation('entry');
  const { currency } = useShop();
  const items = useQuery(queryFor(listEntryItems));
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const [amount, setAmount] = useState('');
  const [person, setPerson] = useState<PickedPerson>();
  const [saved, setSaved] = useState(0);
  const list = items.data?.items.filter(({ priceMinor }) => priceMinor !== null) ?? [];
  const chosen = list.filter(({ itemId }) => counts[itemId]);
  const typedMinor = amount.trim() === '' ? 0 : parseAmountMinor(amount, currency);
  const totalMinor =
    chosen.reduce((sum, item) => sum + (item.priceMinor ?? 0) * (counts[item.itemId] ?? 0), 0) + (typedMinor ?? 0);
  const isReady = typedMinor !== undefined && typedMinor >= 0 && totalMinor > 0;
  const step = (item: Item, by: number) =>
    setCounts((before) => ({ ...before, [item.itemId]: Math.max(0, (before[item.itemId] ?? 0) + by) }));
  const save = () => {
    const lines = chosen.map((item) => ({
      itemName: item.name,
      ...(item.code === '' ? {} : { itemCode: item.code }),
      quantity: counts[item.itemId] ?? 0,
      amountMinor: (item.priceMinor ?? 0) * (counts[item.itemId] ?? 0),
    }));
    if (typedMinor) lines.push({ itemName: t('sale.otherItem'), quantity: 1, amountMinor: typedMinor });
    onSave({ kind: 'sale', customerId: person?.customerId ?? null, lines }, t('sale.label'));
    setCounts({});
    setAmount('');
    setPerson(undefined);
    setSaved((before) => before + 1);
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save();
      }}
    >
      {items.isPending && <Loading rows={3} />}
      {list.length > 0 && (
        <ul className={css.keys} aria-label={t('sale.items')}>
          {list.map((item) => {
            const count = counts[item.itemId] ?? 0;
            return (
              <li key={item.itemId} className={css.keyCell} data-chosen={count > 0 || undefined}>
                <button type="button" className={css.key} onClick={() => step(item, 1)}>
                  <span className={css.keyName}>{item.name}</span>
                  <span className={css.keyPrice}>
                    <Money amountMinor={item.priceMinor ?? 0} />
                    {count > 0 && <strong> × {count}</strong>}
                  </span>
                </button>
                {count > 0 && (
                  <button
                    type="button"
                    className={css.less}
                    aria-label={t('sale.less', { item: item.name })}
                    onClick={() => step(item, -1)}
                  >
                    <IconMinus size={20} aria-hidden />
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {items.data && list.length === 0 && <p className={css.hint}>{t('sale.noItems')}</p>}
      <TextInput
        label={t(list.length > 0 ? 'sale.otherAmount' : 'sale.amount')}
        inputMode="decimal"
        autoComplete="off"
        size="md"
        leftSection={list.length > 0 ? <IconPlus size={16} aria-hidden /> : undefined}
        value={amount}
        error={typedMinor === undefined ? t('sale.notAnAmount') : undefined}
        onChange={(event) => setAmount(event.currentTarget.value)}
      />
      <PersonPick
        // The next sale is somebody else's: what was typed and not chosen goes with this one.
        key={saved}
        label={t('sale.person')}
        picked={person}
        onPick={setPerson}
        unpicked={t('sale.unpicked')}
      />
      {person && about(person.customerId)}
      <div className={css.bottom}>
        <span className={css.total}>
          {t('sale.total')} <Money amountMinor={totalMinor} />
        </span>
        <Button type="submit" size="lg" className={css.save} disabled={!isReady}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
