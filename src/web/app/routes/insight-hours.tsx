import { Hours } from '../../features/insights/hours/hours.tsx';

export default function InsightHoursScreen() {
  return <Hours />;
}
