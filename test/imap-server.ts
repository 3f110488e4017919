import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface TestMailbox {
  port: number;
  /** Puts a letter into the mailbox. */
  deliver(raw: string): void;
  close(): Promise<void>;
}

/**
 * A mailbox behind a real IMAP4rev1 dialogue over TCP: as much of RFC 3501 as a client needs to sign in, open INBOX and
 * fetch letters by UID. No IMAP server is among the libraries, so the tests bring this one.
 */
export async function startMailbox(user: string, password: string): Promise<TestMailbox> {
  const letters: string[] = [];
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
          say('* OK [UIDVALIDITY 1]');
          say(`* OK [UIDNEXT ${letters.length + 1}]`);
          return void say(`${tag} OK [READ-ONLY] done`);
        case 'UID FETCH': {
          const from = Number(/^(\d+):/.exec(rest[0] ?? '')?.[1] ?? 1);
          letters.forEach((raw, at) => {
            // `n:*` always names the last letter, however old.
            if (at + 1 < from && at + 1 < letters.length) return;
            const bytes = Buffer.from(raw, 'utf8');
            socket.write(`* ${at + 1} FETCH (UID ${at + 1} BODY[] {${bytes.length}}\r\n`);
            socket.write(bytes);
            say(')');
          });
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
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
