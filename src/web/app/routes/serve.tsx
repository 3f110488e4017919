import { useTranslation } from 'react-i18next';
import { RedeemCoupon } from '../../features/loyalty/redeem-coupon.tsx';
import { Page } from '../../ui/page.tsx';

export default function ServeScreen() {
  const { t } = useTranslation('shell');
  return (
    <Page title={t('place.serve')} width="reading">
      <RedeemCoupon />
    </Page>
  );
}
