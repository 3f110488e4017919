import { Resting } from '../../features/insights/resting.tsx';
import { PeopleList } from '../../features/people/people-list.tsx';

export default function PeopleScreen() {
  return <PeopleList resting={<Resting />} />;
}
