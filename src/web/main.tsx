import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './styles/tokens.css';
import './styles/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/app.tsx';
import { startI18n } from './lib/i18n.ts';

// The content policy forbids eval; without this zod tries it and the browser logs a violation.
z.config({ jitless: true });

// A long list of font pieces: texts stand in the system's font until it is there, instead of waiting for it.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await startI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
