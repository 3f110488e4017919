import { useParams } from '@tanstack/react-router';
import { ConnectionScreen } from '../../features/sources/connection-screen.tsx';

export default function RecordConnectionScreen() {
  const { connectionId = '' } = useParams({ strict: false });
  return <ConnectionScreen key={connectionId} connectionId={connectionId} />;
}
