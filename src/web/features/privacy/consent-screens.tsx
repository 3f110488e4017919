import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import {
  askGuardianOnTablet,
  askGuardianOnWeb,
  consentOnTablet,
  getJoinForm,
  getTabletForm,
  getTabletPerson,
  joinOnTablet,
  joinOnWeb,
} from '../../../modules/selfservice/contract.ts';
import { COUNTER_ANSWER_MS, call, deadlineIn, queryFor } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { DeadLink, isDeadLink } from '../../ui/dead-link.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './consent.module.css';
import { ConsentFlow } from './consent-flow.tsx';

const inTime = () => ({ deadline: deadlineIn(COUNTER_ANSWER_MS) });

/** The tablet of the shop: for anybody, for somebody it knows, or for a child whose guardian was checked. */
export function TabletConsent({ customerId, guardianId }: { customerId?: string; guardianId?: string }) {
  const { t } = useTranslation('consent');
  const lang = currentLocale();
  // Another language is another text, not another person: what was pressed stays.
  const form = useQuery({
    ...queryFor(getTabletForm, { query: { lang } }, { withinMs: COUNTER_ANSWER_MS }),
    placeholderData: keepPreviousData,
  });
  const person = useQuery({
    ...queryFor(getTabletPerson, { params: { customerId: customerId ?? '' } }),
    enabled: customerId !== undefined,
  });
  return (
    <Loaded query={form} rows={8}>
      {(shown) => (
        <>
          <p className={css.shop}>{shown.shopName}</p>
          {person.data && <p className={css.quiet}>{t('forPerson', { name: person.data.nameMasked })}</p>}
          <ConsentFlow
            form={shown}
            who={customerId ? 'known' : guardianId ? 'child' : 'member'}
            onTablet
            send={async (body) => {
              if (!customerId)
                return call(joinOnTablet, { body: { ...body, ...(guardianId ? { guardianId } : {}) } }, inTime());
              await call(consentOnTablet, { params: { customerId }, body: { choices: body.choices } }, inTime());
              return { joined: true };
            }}
            askGuardian={(guardian) => call(askGuardianOnTablet, { body: guardian }, inTime())}
          />
          <p className={css.staffOnly}>
            {customerId ? (
              <Link to="/people/$customerId" params={{ customerId }}>
                {t('leave')}
              </Link>
            ) : (
              <Link to="/people">{t('leave')}</Link>
            )}
          </p>
        </>
      )}
    </Loaded>
  );
}

/** The public form behind the shop's link and QR code. */
export function WebJoin({ token }: { token: string }) {
  const lang = currentLocale();
  const form = useQuery({
    ...queryFor(getJoinForm, { params: { token }, query: { lang } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (form.data === undefined && isDeadLink(form.error)) return <DeadLink />;
  return (
    <Loaded query={form} rows={8}>
      {(shown) => (
        <>
          <p className={css.shop}>{shown.shopName}</p>
          <ConsentFlow
            form={shown}
            who="member"
            onTablet={false}
            send={(body) => call(joinOnWeb, { params: { token }, body })}
            askGuardian={(guardian) => call(askGuardianOnWeb, { params: { token }, body: guardian })}
          />
        </>
      )}
    </Loaded>
  );
}
