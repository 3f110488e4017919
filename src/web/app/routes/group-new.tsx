import { NewGroup } from '../../features/segments/new-group.tsx';

export default function NewGroupScreen() {
  return <NewGroup />;
}
