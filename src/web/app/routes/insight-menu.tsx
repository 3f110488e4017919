import { MenuInsight } from '../../features/insights/menu/menu.tsx';

export default function InsightMenuScreen() {
  return <MenuInsight />;
}
