import { ConnectionsScreen } from '../../features/sources/connections-screen.tsx';

export default ConnectionsScreen;
