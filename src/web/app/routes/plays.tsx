import { PlayList } from '../../features/plays/play-list.tsx';

export default function PlaysScreen() {
  return <PlayList />;
}
