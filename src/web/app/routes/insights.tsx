import { NotBuilt } from '../not-built.tsx';

export default function InsightsScreen() {
  return <NotBuilt place="insights" />;
}
