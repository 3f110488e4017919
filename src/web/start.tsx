import './no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { router } from './app/router.tsx';
import { startI18n } from './lib/i18n.ts';

// In a function: a bare await at the top of a module would forbid the bundler to join files.
async function start() {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  await startI18n();
  // The first screen takes the place of the mark in index.html when it is there, not before.
  await router.load();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  // A long list of font pieces: texts stand in the system's font until it is there, instead of waiting for it.
  void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
}

void start();
