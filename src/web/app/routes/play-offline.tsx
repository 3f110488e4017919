import { useNavigate } from '@tanstack/react-router';
import { NewOffline } from '../../features/plays/new-offline.tsx';

export default function NewOfflineScreen() {
  const navigate = useNavigate();
  return (
    <NewOffline onCreated={(playId) => void navigate({ to: '/plays/$playId', params: { playId }, replace: true })} />
  );
}
