import { useTranslation } from 'react-i18next';
import { AudienceSum } from '../../ui/audience-sum.tsx';

interface ExcludedProps {
  found: number;
  audience: number;
  excluded: readonly { reason: string; count: number }[];
}

/** How many remain, and why the others are left out. */
export function Excluded({ found, audience, excluded }: ExcludedProps) {
  const { t } = useTranslation('plays');
  const reasons = excluded.map(({ reason, count }) => ({ key: reason, label: t(`reason.${reason}`), count }));
  return <AudienceSum found={found} remain={audience} reasons={reasons} />;
}
