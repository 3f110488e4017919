import { NotBuilt } from '../not-built.tsx';

export default function PersonScreen() {
  return <NotBuilt place="person" />;
}
