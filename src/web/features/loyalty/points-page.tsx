import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page, Sections } from '../../ui/page.tsx';
import { NoPermission } from '../../ui/states.tsx';
import { Alarms } from './alarms.tsx';
import css from './loyalty.module.css';
import { Offers } from './offers.tsx';
import { ProgrammeSection } from './programme.tsx';
import { Liability } from './report.tsx';

const TABS = ['rules', 'coupons', 'report', 'alarms'] as const;
const zView = z.object({ tab: z.enum(TABS).catch('rules').default('rules') });

/** How guests earn, which coupons there are, what is owed, and what looks odd. */
export function PointsPage() {
  const { t } = useTranslation('loyalty');
  const [view, setView] = useUrlState(zView);
  const mayRead = useCan('loyalty:read');
  const mayAdjust = useCan('loyalty:adjust');
  const tabs = TABS.filter((tab) => tab !== 'alarms' || mayAdjust);
  return (
    <Page title={t('title')} sentence={t('sentence')} width="reading" back={{ to: '/plays', label: t('back') }}>
      {!mayRead ? (
        <NoPermission sentence={t('noPermission')} />
      ) : (
        <Tabs
          value={view.tab}
          keepMounted={false}
          onChange={(tab) => void setView({ tab: TABS.find((one) => one === tab) ?? 'rules' }, { push: true })}
        >
          <Tabs.List className={css.tabs}>
            {tabs.map((tab) => (
              <Tabs.Tab key={tab} value={tab} className={css.tab}>
                {t(`tab.${tab}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="rules" pt={16}>
            <Sections>
              <ProgrammeSection />
            </Sections>
          </Tabs.Panel>
          <Tabs.Panel value="coupons" pt={16}>
            <Sections>
              <Offers />
            </Sections>
          </Tabs.Panel>
          <Tabs.Panel value="report" pt={16}>
            <Sections>
              <Liability />
            </Sections>
          </Tabs.Panel>
          <Tabs.Panel value="alarms" pt={16}>
            <Sections>
              <Alarms />
            </Sections>
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}
