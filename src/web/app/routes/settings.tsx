import { DeskSettings } from '../../features/messaging/desk-settings.tsx';
import { MailboxSettings } from '../../features/messaging/mailbox-settings.tsx';
import { PrivacyEntry } from '../../features/privacy/privacy-entry.tsx';
import { SettingsPage } from '../../features/settings/settings-page.tsx';

export default function SettingsScreen() {
  return (
    <SettingsPage
      privacy={<PrivacyEntry />}
      messages={
        <>
          <DeskSettings />
          <MailboxSettings />
        </>
      }
    />
  );
}
