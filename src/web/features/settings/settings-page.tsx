import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import { Page, Sections } from '../../ui/page.tsx';
import { AccessLog } from './access-log.tsx';
import { FieldSettings } from './fields.tsx';
import { PackSettings } from './fields-pack.tsx';
import { TagSettings } from './fields-tags.tsx';
import { MailServer } from './mail-server.tsx';
import { Members } from './members.tsx';
import { OwnAccount } from './own-account.tsx';
import { OwnWordSettings } from './own-words.tsx';
import { ShopSettings } from './shop-settings.tsx';

/** Settings, on one page: what only the owner may change is not shown to others. */
export function SettingsPage({ privacy, messages }: { privacy: ReactNode; messages: ReactNode }) {
  const { t } = useTranslation('settings');
  const mayWrite = useCan('settings:write');
  const mayManage = useCan('staff:manage');
  const mayReadLog = useCan('privacy:read');
  return (
    <Page title={t('title')} width="reading">
      {mayWrite && (
        <div id="shop">
          <ShopSettings />
        </div>
      )}
      {mayWrite && (
        <div id="mail">
          <MailServer />
        </div>
      )}
      {mayWrite && <Sections id="messages">{messages}</Sections>}
      {mayWrite && (
        <>
          <div id="pack">
            <PackSettings />
          </div>
          <div id="words">
            <OwnWordSettings />
          </div>
          <div id="fields">
            <FieldSettings />
          </div>
          <div id="tags">
            <TagSettings />
          </div>
        </>
      )}
      {mayManage && (
        <div id="members">
          <Members />
        </div>
      )}
      {privacy}
      <div id="account">
        <OwnAccount />
      </div>
      {mayReadLog && (
        <div id="log">
          <AccessLog />
        </div>
      )}
    </Page>
  );
}
