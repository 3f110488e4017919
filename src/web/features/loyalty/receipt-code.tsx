import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getProgramme } from '../../../modules/loyalty/contract/programme.ts';
import { getClaimLink } from '../../../modules/loyalty/contract/tablet.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { QrCode } from '../../ui/qr-code.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** The code with which a guest makes the sale hers later: shown to her phone, or printed for her. */
export function ReceiptCode({ orderId }: { orderId: string }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const mayRead = useCan('loyalty:read');
  const rules = useQuery({ ...queryFor(getProgramme), enabled: mayRead });
  const [isShown, setShown] = useState(false);
  const link = useQuery({ ...queryFor(getClaimLink, { params: { orderId } }), enabled: isShown });
  if (!rules.data?.programme.settings.isOn) return null;
  if (!isShown) {
    return (
      <Button variant="default" size="lg" onClick={() => setShown(true)}>
        {t('receipt.show')}
      </Button>
    );
  }
  return (
    <Loaded query={link} rows={4}>
      {({ url, lastDay }) => (
        <div className={css.receipt} data-printed>
          <QrCode text={url} label={t('receipt.qr')} className={css.receiptCode} />
          <p>{t('receipt.until', { day: format.day(lastDay) })}</p>
          <div className={css.row}>
            <Button onClick={() => window.print()}>{t('receipt.print')}</Button>
            <Button variant="default" onClick={() => setShown(false)}>
              {t('receipt.hide')}
            </Button>
          </div>
        </div>
      )}
    </Loaded>
  );
}
