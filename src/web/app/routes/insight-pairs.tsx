import { Pairs } from '../../features/insights/pairs/pairs.tsx';

export default function InsightPairsScreen() {
  return <Pairs />;
}
