import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Today } from '../../../modules/today/contract.ts';
import { Notice } from '../../ui/states.tsx';

/** Plays by drawn days, whose staff has to know before opening whether today is one of them: the day is what is compared. */
export function OfferDays({ plays }: { plays: Today['plays'] }) {
  const { t } = useTranslation('today');
  return plays.map(({ playId, name, offerDay }) => {
    if (offerDay === null) return null;
    const to: string = `/plays/${playId}`;
    const kind = offerDay.isSet ? 'set' : 'action';
    return (
      <Notice key={playId} tone={offerDay.isOn ? 'accent' : 'neutral'}>
        {t(`offerDay.${kind}.${offerDay.isOn ? 'on' : 'off'}`)} <Link to={to}>{name}</Link>
      </Notice>
    );
  });
}
