import { NotBuilt } from '../not-built.tsx';

export default function ServeScreen() {
  return <NotBuilt place="serve" />;
}
