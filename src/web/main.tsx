import './styles/mantine.css';
import './styles/tokens.css';
import './styles/global.css';
import { askEarly } from './lib/early.ts';

// Few lines, so that they run while the app is still on its way; index.html has the browser fetch both at once.
void askEarly(location.pathname);
void import('./start.tsx');
