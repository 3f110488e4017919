import { DeliveriesScreen } from '../../features/sources/deliveries.tsx';

export default DeliveriesScreen;
