import { createServer as createProbe } from 'node:net';
import { startFolderWatch } from '../modules/imports/index.ts';
import type { Config } from '../platform/config.ts';
import { startWorker } from '../platform/jobs.ts';
import { AppError } from '../shared/errors.ts';
import { openContext } from './context.ts';
import { crontab, jobs } from './jobs.ts';
import { createServer } from './server.ts';

export interface RunningProduct {
  url: string;
  context: Awaited<ReturnType<typeof openContext>>['context'];
  stop(): Promise<void>;
}

/** Time given to requests under way when the process is asked to stop. */
const DRAIN_MS = 5_000;

/**
 * Database, web, API and worker in one process. `prepare` runs when the port is known to be free and nothing is open yet.
 * @throws AppError with one sentence for the person
 */
export async function startProduct(config: Config, prepare?: () => Promise<void>): Promise<RunningProduct> {
  // Before anything else is started: a taken port is the most common mistake, and must cost nothing.
  await refuseTakenPort(config);
  await prepare?.();
  const { context, close } = await openContext(config);
  const { log } = context;
  try {
    const server = await createServer(context);
    const worker = await startWorker(context, jobs, crontab);
    const folders = startFolderWatch(context);
    await server.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' || error.code === 'EACCES' ? cannotListen(config, error) : error;
    });
    const address = server.server.address();
    const port = typeof address === 'object' && address ? address.port : config.port;
    const url = `http://${config.host}:${port}`;
    log.info({ url }, 'ready');
    let stopping: Promise<void> | undefined;
    return {
      url,
      context,
      stop() {
        stopping ??= (async () => {
          log.info('stopping');
          await Promise.race([server.close(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
          await folders.stop();
          await worker.stop();
          await close();
          log.info('stopped');
        })();
        return stopping;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function refuseTakenPort(config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(config, error)));
    probe.listen(config.port, config.host, () => probe.close(() => resolve()));
  });
}

function cannotListen(config: Config, cause: NodeJS.ErrnoException): AppError {
  const at = `${config.host}:${config.port}`;
  if (cause.code === 'EADDRINUSE') {
    return new AppError('unavailable', `${at} is taken`, {
      cause,
      userMessage: {
        ko: `${at} 주소를 다른 프로그램이 쓰고 있어요. 그 프로그램을 끄거나 --port로 다른 번호를 정해 주세요.`,
        en: `Another program uses ${at}. Stop it, or choose another number with --port.`,
      },
    });
  }
  return new AppError('unavailable', `cannot listen on ${at}: ${cause.code}`, {
    cause,
    userMessage: {
      ko: `${at} 주소를 열 수 없어요 (${cause.code}). --host와 --port를 확인해 주세요.`,
      en: `Cannot listen on ${at} (${cause.code}). Check --host and --port.`,
    },
  });
}
