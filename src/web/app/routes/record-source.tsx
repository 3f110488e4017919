import { SourceScreen } from '../../features/touchpoints/source-screen.tsx';

export default SourceScreen;
