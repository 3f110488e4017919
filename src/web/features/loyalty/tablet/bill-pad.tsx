import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../../shared/money.ts';
import { currentLocale } from '../../../lib/i18n.ts';
import { Pad } from './pad.tsx';
import css from './tablet.module.css';

/** Beyond any bill of a shop, and a key held down by a sleeve. */
const MOST_DIGITS = 8;

interface BillPadProps {
  currency: string;
  billMinor: number | null;
  onBill: (billMinor: number | null) => void;
}

/** What the guest paid, typed by staff before the tablet is turned to her; nothing typed is a visit alone. */
export function BillPad({ currency, billMinor, onBill }: BillPadProps) {
  const { t } = useTranslation('tablet');
  const [digits, setDigits] = useState(billMinor === null ? '' : String(billMinor));
  const typed = Number(digits);
  return (
    <>
      <output className={css.number} aria-label={t('bill.title')}>
        {formatMoney(typed, currency, currentLocale())}
      </output>
      <Pad digits={digits} onDigits={setDigits} most={MOST_DIGITS} extra="00" label={t('bill.title')} />
      <div className={css.two}>
        <Button size="xl" className={css.big} disabled={typed === 0} onClick={() => onBill(typed)}>
          {t('bill.ok')}
        </Button>
        <Button size="xl" className={css.big} variant="default" onClick={() => onBill(null)}>
          {t('bill.unknown')}
        </Button>
      </div>
    </>
  );
}
