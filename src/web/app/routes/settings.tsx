import { NotBuilt } from '../not-built.tsx';

export default function SettingsScreen() {
  return <NotBuilt place="settings" />;
}
