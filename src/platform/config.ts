import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { AppError } from '../shared/errors.ts';

/** Where and how this process runs. Nothing about a shop stands here: that is in the database. */
export interface Config {
  /** Data folder: the embedded database, secrets, uploaded files, logs. */
  home: string;
  host: string;
  port: number;
  /** A PostgreSQL server of one's own (≥ 15); undefined means the embedded one. */
  databaseUrl: string | undefined;
  /** Address under which people reach this installation; links in messages begin with it. */
  publicUrl: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Proxies in front of us whose X-Forwarded-For is believed (addresses or CIDR, comma separated). */
  trustedProxies: string[];
}

const DEFAULT_PORT = 4300;
const DEFAULT_HOST = '127.0.0.1';
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Root's own folder is closed to the unprivileged user that the database runs as, so root keeps data elsewhere. */
function defaultHome(): string {
  if (process.getuid?.() === 0) return '/var/lib/dangol';
  const data = process.env['XDG_DATA_HOME'] || path.join(homedir(), '.local', 'share');
  return path.join(data, 'dangol');
}

/** Reads the environment; options given on the command line win. @throws AppError wrong_usage */
export function readConfig(options: { home?: string; host?: string; port?: string } = {}): Config {
  const env = process.env;
  const portText = options.port ?? env['DANGOL_PORT'] ?? String(DEFAULT_PORT);
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new AppError('wrong_usage', `not a port: ${portText}`, {
      userMessage: {
        ko: `포트 번호가 올바르지 않아요: ${portText}. 0에서 65535 사이의 숫자로 적어 주세요.`,
        en: `Not a port number: ${portText}. Give a number from 0 to 65535.`,
      },
    });
  }
  const host = options.host ?? env['DANGOL_HOST'] ?? DEFAULT_HOST;
  const logLevel = LOG_LEVELS.find((level) => level === env['DANGOL_LOG']) ?? 'info';
  return {
    home: path.resolve(options.home ?? env['DANGOL_HOME'] ?? defaultHome()),
    host,
    port,
    databaseUrl: env['DATABASE_URL'] || undefined,
    publicUrl: (env['DANGOL_PUBLIC_URL'] ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(
      /\/$/,
      '',
    ),
    logLevel,
    trustedProxies: (env['DANGOL_TRUSTED_PROXIES'] ?? '').split(',').filter(Boolean),
  };
}

/** Folder of the project: where migrations and the built web stand. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..');

export const WEB_ROOT = path.join(PROJECT_ROOT, 'dist/web');

/** True when the web has been built. */
export const hasWeb = () => existsSync(path.join(WEB_ROOT, 'index.html'));
