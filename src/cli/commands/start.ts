import { startProduct } from '../../app/start.ts';
import { isSetUp } from '../../modules/staff/index.ts';
import { hasWeb } from '../../platform/config.ts';
import { buildWeb } from '../build-web.ts';
import type { Command } from '../command.ts';

export const start: Command = {
  words: 'start',
  summary: { ko: '데이터베이스, 웹, 작업자를 모두 켜기', en: 'everything: database, web, worker' },
  positional: [],
  options: { port: 'text', host: 'text', demo: 'flag', build: 'flag' },
  async run({ config, flags, locale }) {
    const product = await startProduct(config, async () => {
      if (!flags['build']) return;
      await buildWeb(() =>
        process.stdout.write(
          locale === 'ko'
            ? '화면을 만들고 있어요. 처음이나 바뀌었을 때 한 번만, 10초쯤 걸려요.\n'
            : 'Building the web, about ten seconds. Only when it is new or has changed.\n',
        ),
      );
    });
    const lines =
      locale === 'ko'
        ? [`단골이 켜졌어요: ${product.url}`, `데이터 폴더: ${config.home}`, '끄려면 Ctrl-C를 누르세요.']
        : [`Dangol is ready: ${product.url}`, `Data folder: ${config.home}`, 'Press Ctrl-C to stop.'];
    if (!(await isSetUp(product.context)))
      lines.splice(
        2,
        0,
        locale === 'ko'
          ? '아직 빈 폴더예요. 가게 자료가 모두 여기에 쌓이니 가끔 복사해 두세요.'
          : 'It is empty yet. Everything of the shop will lie there: keep a copy of it now and then.',
      );
    if (flags['demo']) {
      const { createDemo } = await import('../../modules/demo/index.ts');
      await createDemo(product.context);
      lines.push(
        locale === 'ko'
          ? '데모 가게를 만들고 있어요. 주소를 열면 바로 들어갈 수 있어요.'
          : 'The demo shop is being made. Open the address to enter it.',
      );
    }
    if (!hasWeb())
      lines.push(
        locale === 'ko'
          ? '화면은 아직 만들지 않았어요: npm start나 bin/dangol start --build로 켜면 만들어요.'
          : 'The web is not built; npm start or bin/dangol start --build builds it.',
      );
    process.stdout.write(`${lines.join('\n')}\n`);
    await new Promise<void>((resolve, reject) => {
      let stopped: Promise<void> | undefined;
      const stop = () => {
        stopped ??= product.stop().then(resolve, reject);
      };
      // Whoever ends the whole group says it twice, npm once more: the second must not end us before the database has stopped.
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    });
    return { json: {}, text: '' };
  },
};
