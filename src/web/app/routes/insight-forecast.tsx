import { Forecast } from '../../features/insights/forecast/forecast.tsx';

export default function InsightForecastScreen() {
  return <Forecast />;
}
