import { useNavigate } from '@tanstack/react-router';
import { NewPlay } from '../../features/plays/new-play.tsx';

export default function NewPlayScreen() {
  const navigate = useNavigate();
  return <NewPlay onCreated={(playId) => void navigate({ to: '/plays/$playId', params: { playId }, replace: true })} />;
}
