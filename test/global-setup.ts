import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openCluster } from '../src/platform/postgres/cluster.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string;
  }
}

/** One real PostgreSQL for the whole run (TEST_DATABASE_URL names another), with a migrated template that each file clones. */
export default async function setup(project: TestProject) {
  const ownUrl = process.env['TEST_DATABASE_URL'];
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-test-'));
  // Open to the unprivileged user that the database runs as when the tests run as root.
  chmodSync(home, 0o755);
  const cluster = ownUrl ? undefined : await openCluster(home);
  const ownerUrl = ownUrl ?? cluster?.ownerUrl ?? '';
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  // A run that loses its machine is run again: nothing of it need survive a loss of power.
  if (cluster) {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      await admin.query(`alter system set ${setting} = off`);
    }
    await admin.query('select pg_reload_conf()');
  }
  await admin.query('drop database if exists dangol_template');
  await admin.query(
    "create database dangol_template template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
  );
  const url = new URL(ownerUrl);
  url.pathname = '/dangol_template';
  await migrate(url.toString());
  await admin.end();
  project.provide('ownerUrl', ownerUrl);
  return async () => {
    await cluster?.leave();
    rmSync(home, { recursive: true, force: true });
  };
}
