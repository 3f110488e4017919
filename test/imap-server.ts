import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface TestMailbox {
  port: number;
  /** Puts a letter into the mailbox. */
  deliver(raw: string): void;
  /** Takes all letters out and numbers those to come anew, as a rebuilt mailbox does. */
  renew(): void;
  /** Most bytes of a letter that a client has asked for. */
  asked: number[];
  close(): Promise<void>;
}

/**
 * A mailbox behind a real IMAP4rev1 dialogue over TCP: as much of RFC 3501 as a client needs to sign in, open INBOX and
 * fetch letters by UID. No IMAP server is among the libraries, so the tests bring this one.
 */
export async function startMailbox(user: string, password: string): Promise<TestMailbox> {
  const letters: string[] = [];
  const asked: number[] = [];
  let validity = 1;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('* OK [CAPABILITY IMAP4rev1] ready');
    let waiting = '';
    socket.on('data', (chunk: Buffer) => {
      waiting += chunk.toString('latin1');
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        answer(line);
      }
    });
    function answer(line: string): void {
      const [tag = '*', verb = '', ...rest] = line.split(' ');
      const command = verb.toUpperCase() === 'UID' ? `UID ${(rest.shift() ?? '').toUpperCase()}` : verb.toUpperCase();
      const unquoted = rest.map((word) => word.replace(/^"|"$/g, ''));
      switch (command) {
        case 'CAPABILITY':
          say('* CAPABILITY IMAP4rev1');
          break;
        case 'LOGIN':
          if (unquoted[0] !== user || unquoted[1] !== password)
            return void say(`${tag} NO [AUTHENTICATIONFAILED] wrong`);
          break;
        case 'LIST':
        case 'LSUB':
          say('* LIST () "/" "INBOX"');
          break;
        case 'SELECT':
        case 'EXAMINE':
          say('* FLAGS (\\Seen)');
          say(`* ${letters.length} EXISTS`);
          say('* 0 RECENT');
          say(`* OK [UIDVALIDITY ${validity}]`);
          say(`* OK [UIDNEXT ${letters.length + 1}]`);
          return void say(`${tag} OK [READ-ONLY] done`);
        case 'UID SEARCH': {
          const from = Number(/^(\d+):/.exec(rest[1] ?? '')?.[1] ?? 1);
          // `n:*` always names the last letter, however old.
          say(
            `* SEARCH ${letters
              .map((_, at) => at + 1)
              .filter((uid) => uid >= from || uid === letters.length)
              .join(' ')}`,
          );
          break;
        }
        case 'UID FETCH': {
          const uid = Number(rest[0]);
          const raw = letters[uid - 1];
          if (raw === undefined) break;
          const most = Number(/BODY\.PEEK\[\]<0\.(\d+)>/.exec(line)?.[1] ?? Number.POSITIVE_INFINITY);
          asked.push(most);
          const bytes = Buffer.from(raw, 'utf8').subarray(0, most);
          socket.write(`* ${uid} FETCH (UID ${uid} BODY[]<0> {${bytes.length}}\r\n`);
          socket.write(bytes);
          say(')');
          break;
        }
        case 'LOGOUT':
          say('* BYE');
          say(`${tag} OK done`);
          return void socket.end();
      }
      say(`${tag} OK done`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    deliver: (raw) => void letters.push(raw.replace(/\r?\n/g, '\r\n')),
    renew: () => {
      letters.length = 0;
      validity += 1;
    },
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
