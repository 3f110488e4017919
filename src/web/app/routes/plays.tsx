import { NotBuilt } from '../not-built.tsx';

export default function PlaysScreen() {
  return <NotBuilt place="plays" />;
}
