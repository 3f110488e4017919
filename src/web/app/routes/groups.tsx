import { GroupList } from '../../features/segments/group-list.tsx';

export default function GroupsScreen() {
  return <GroupList />;
}
