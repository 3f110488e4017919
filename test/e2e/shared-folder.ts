import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the journeys of one run keep what they share; `product.ts` puts the demo shop there. */
export default function makeSharedFolder(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'dangol-e2e-shared-'));
  // The database runs as another, unprivileged user when the tests run as root.
  chmodSync(folder, 0o755);
  process.env['DANGOL_E2E_SHARED'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
