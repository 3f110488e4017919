import { useNavigate, useParams } from '@tanstack/react-router';
import { TextMeter } from '../../features/messaging/text-meter.tsx';
import { PlayScreen } from '../../features/plays/play-screen.tsx';

export default function OnePlayScreen() {
  const { playId } = useParams({ strict: false });
  const navigate = useNavigate();
  if (!playId) return null;
  return (
    <PlayScreen
      key={playId}
      playId={playId}
      onOpen={(other) => void navigate({ to: '/plays/$playId', params: { playId: other } })}
      onLeave={() => void navigate({ to: '/plays' })}
      meter={(message) => <TextMeter {...message} />}
    />
  );
}
