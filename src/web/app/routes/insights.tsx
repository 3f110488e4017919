import { Insights } from '../../features/insights/overview.tsx';

export default function InsightsScreen() {
  return <Insights />;
}
