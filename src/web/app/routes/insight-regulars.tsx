import { Regulars } from '../../features/insights/regulars/regulars.tsx';

export default function InsightRegularsScreen() {
  return <Regulars />;
}
