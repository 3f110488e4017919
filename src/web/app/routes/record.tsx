import { NotBuilt } from '../not-built.tsx';

export default function RecordScreen() {
  return <NotBuilt place="record" />;
}
