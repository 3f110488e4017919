import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { claimSale, getClaim } from '../../../modules/loyalty/contract/tablet.ts';
import { formatMoney } from '../../../shared/money.ts';
import { formatDay } from '../../../shared/time.ts';
import { ConsentFlow } from '../../features/privacy/consent-flow.tsx';
import { call, queryFor } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { DeadLink, isDeadLink } from '../../ui/dead-link.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Welcome } from '../welcome.tsx';

/** The code on a receipt: an anonymous sale becomes hers, with consent. */
export default function ClaimScreen() {
  const { t } = useTranslation('tablet');
  const { token } = useParams({ from: '/claim/$token' });
  const lang = currentLocale();
  const [earned, setEarned] = useState<number>();
  const claim = useQuery({ ...queryFor(getClaim, { params: { token }, query: { lang } }), retry: false });
  return (
    <Welcome title={t('claim.title')}>
      {claim.data === undefined && isDeadLink(claim.error) ? (
        <DeadLink />
      ) : (
        <Loaded query={claim} rows={8}>
          {(shown) =>
            earned !== undefined ? (
              <Notice>{t(`done.${shown.unit}`, { count: earned })}</Notice>
            ) : shown.state !== 'open' ? (
              <Notice tone="warning">{t(`claim.${shown.state}`)}</Notice>
            ) : (
              <>
                <p>
                  {t(`claim.will.${shown.unit}`, {
                    shop: shown.form.shopName,
                    amount: formatMoney(shown.billMinor, shown.currency, lang),
                    count: shown.willEarn,
                    day: formatDay(shown.lastDay, lang),
                  })}
                </p>
                <ConsentFlow
                  form={shown.form}
                  who="member"
                  onTablet={false}
                  send={async (body) => {
                    const answer = await call(claimSale, { params: { token }, body });
                    if (answer.joined) setEarned(answer.earned);
                    return answer;
                  }}
                  askGuardian={() => Promise.reject(new Error(t('claim.child')))}
                />
              </>
            )
          }
        </Loaded>
      )}
    </Welcome>
  );
}
