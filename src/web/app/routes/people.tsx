import { NotBuilt } from '../not-built.tsx';

export default function PeopleScreen() {
  return <NotBuilt place="people" />;
}
