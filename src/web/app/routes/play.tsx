import { useNavigate, useParams } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { TextMeter } from '../../features/messaging/text-meter.tsx';
import { PlayScreen } from '../../features/plays/play-screen.tsx';

const showMeter = (message: ComponentProps<typeof TextMeter>) => <TextMeter {...message} />;

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
      meter={showMeter}
    />
  );
}
