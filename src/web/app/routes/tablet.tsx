import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { askGuardianAtTablet, getTabletConsentForm, joinAtTablet } from '../../../modules/loyalty/contract/tablet.ts';
import { Tablet } from '../../features/loyalty/tablet/tablet.tsx';
import { ConsentFlow } from '../../features/privacy/consent-flow.tsx';
import { COUNTER_ANSWER_MS, call, deadlineIn } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { Loaded } from '../../ui/states.tsx';
import { Welcome } from '../welcome.tsx';

const askConsent = (asked: ComponentProps<typeof FirstTime>) => <FirstTime {...asked} />;

export default function TabletScreen() {
  const { t } = useTranslation('tablet');
  return (
    <Welcome title={t('title')}>
      <Tablet consent={askConsent} />
    </Welcome>
  );
}

/** Consent on first use: membership without promotion is enough (PV-06). */
function FirstTime({
  phone,
  deviceKey,
  onEnd,
}: {
  phone: string;
  deviceKey: string;
  onEnd: (joined: boolean) => void;
}) {
  const lang = currentLocale();
  const inTime = () => ({ key: deviceKey, deadline: deadlineIn(COUNTER_ANSWER_MS) });
  const form = useQuery({
    queryKey: ['tablet consent', lang],
    queryFn: () => call(getTabletConsentForm, { query: { lang } }, inTime()),
    // A guest stands there: told at once that it did not work, she can go on without.
    retry: false,
    networkMode: 'always',
  });
  return (
    <Loaded query={form} rows={8}>
      {(shown) => (
        <ConsentFlow
          form={shown}
          who="member"
          onTablet={false}
          phone={phone}
          send={async (body) => {
            const answer = await call(joinAtTablet, { body }, inTime());
            onEnd(answer.joined);
            return answer;
          }}
          askGuardian={(guardian) => call(askGuardianAtTablet, { body: guardian }, inTime())}
        />
      )}
    </Loaded>
  );
}
