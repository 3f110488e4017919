import { useParams } from '@tanstack/react-router';
import { GroupScreen } from '../../features/segments/group-screen.tsx';

export default function OneGroupScreen() {
  const { segmentId } = useParams({ from: '/shell/people/groups/$segmentId' });
  return <GroupScreen segmentId={segmentId} />;
}
