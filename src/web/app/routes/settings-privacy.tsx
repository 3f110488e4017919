import { PrivacyPage } from '../../features/privacy/privacy-page.tsx';

export default function PrivacyScreen() {
  return <PrivacyPage />;
}
