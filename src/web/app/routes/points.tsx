import { PointsPage } from '../../features/loyalty/points-page.tsx';

export default function PointsScreen() {
  return <PointsPage />;
}
