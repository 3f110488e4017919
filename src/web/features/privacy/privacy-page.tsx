import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { Incidents } from './incidents.tsx';
import { Links } from './links.tsx';
import css from './privacy.module.css';
import { Registry } from './registry.tsx';
import { Requests } from './requests.tsx';
import { Retention } from './retention.tsx';
import { Texts } from './texts.tsx';

const OWNERS = ['fields', 'texts', 'retention', 'incidents'] as const;
const TABS = ['requests', 'links', ...OWNERS] as const;
type Tab = (typeof TABS)[number];
const zView = z.object({ tab: z.enum(TABS).catch('requests').default('requests') });

/** Everything about personal data: what people ask for, why it is kept, on which words, and until when. */
export function PrivacyPage() {
  const { t } = useTranslation('privacy');
  const mayRead = useCan('privacy:read');
  const [view, setView] = useUrlState(zView);
  const tabs = TABS.filter((tab) => mayRead || !(OWNERS as readonly string[]).includes(tab));
  return (
    <Page title={t('title')} sentence={t('sentence')} back={{ to: '/settings', label: t('back') }}>
      <Tabs
        value={view.tab}
        keepMounted={false}
        onChange={(tab) => void setView({ tab: (tab ?? 'requests') as Tab }, { push: true })}
      >
        <Tabs.List className={css.tabs}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab} className={css.tab}>
              {t(`tab.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="requests" className={css.panel}>
          <Requests />
        </Tabs.Panel>
        <Tabs.Panel value="links" className={css.panel}>
          <Links />
        </Tabs.Panel>
        <Tabs.Panel value="fields" className={css.panel}>
          <Registry />
        </Tabs.Panel>
        <Tabs.Panel value="texts" className={css.panel}>
          <Texts />
        </Tabs.Panel>
        <Tabs.Panel value="retention" className={css.panel}>
          <Retention />
        </Tabs.Panel>
        <Tabs.Panel value="incidents" className={css.panel}>
          <Incidents />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
