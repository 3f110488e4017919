import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ComposedEmail } from './rules/index.ts';

/** Where to connect, with the password opened. */
export interface SmtpServer {
  host: string;
  port: number;
  secure: boolean;
  username: string;
  password: string;
}

/** What became of one attempt. Only `unknown` leaves a doubt: the whole message was handed over, and no answer came. */
export type SmtpOutcome =
  | { kind: 'sent' }
  /** The server says not now (4xx). */
  | { kind: 'later'; reason: string }
  /** The server refuses this recipient for good (5xx to RCPT). */
  | { kind: 'bad_recipient'; reason: string }
  /** The server refuses this message for good (5xx). */
  | { kind: 'refused'; reason: string }
  /** Stopped by us before it was handed over. */
  | { kind: 'stopped' }
  /** No connection; the message was not handed over. */
  | { kind: 'unreachable'; reason: string }
  | { kind: 'unknown'; reason: string };

const CONNECT_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 60_000;

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** Short and without addresses: servers repeat the recipient in their answers. */
export function describeSmtpError(error: SmtpError): string {
  return (
    [error.code, error.responseCode, error.command].filter((part) => part !== undefined && part !== '').join(' ') ||
    'ESMTP'
  );
}

const isLoopback = (host: string) => /^(localhost|127\.|\[?::1\]?$)/i.test(host);

/** A signed-in connection to one mail server, used for one message after the other. */
export class SmtpSession {
  readonly #server: SmtpServer;
  #connection: SMTPConnection | undefined;

  constructor(server: SmtpServer) {
    this.#server = server;
  }

  /** Connects and signs in unless it is connected. @throws the connection's error */
  async open(): Promise<void> {
    if (this.#connection) return;
    const { host, port, secure, username, password } = this.#server;
    // Loaded with the first message: a shop at rest has no use for it.
    const { default: Connection } = await import('nodemailer/lib/smtp-connection');
    const connection = new Connection({
      host,
      port,
      secure,
      // A password must not cross the net in clear; a server on this machine is not the net.
      requireTLS: !secure && username !== '' && !isLoopback(host),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: ANSWER_TIMEOUT_MS,
    });
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error?: Error | null) => (error ? reject(error) : resolve()));
    });
    connection.removeAllListeners('error');
    // A connection that breaks between messages is opened anew for the next.
    connection.on('error', () => this.#forget(connection));
    connection.on('end', () => this.#forget(connection));
    if (username !== '') {
      await new Promise<void>((resolve, reject) => {
        connection.login({ credentials: { user: username, pass: password } }, (error?: Error | null) =>
          error ? reject(error) : resolve(),
        );
      });
    }
    this.#connection = connection;
  }

  /**
   * Sends one message. `beforeHandingOver` runs when everything but the final dot is on its way; only when it answers
   * true is the dot sent, so nothing is ever delivered that it has not noted.
   */
  async send(input: {
    from: string;
    to: string;
    raw: Buffer;
    beforeHandingOver: () => Promise<boolean>;
  }): Promise<SmtpOutcome> {
    try {
      await this.open();
    } catch (error) {
      return { kind: 'unreachable', reason: describeSmtpError(error as SmtpError) };
    }
    const connection = this.#connection;
    if (!connection) return { kind: 'unreachable', reason: 'ECONNECTION' };
    const stream = new HandingOver(input.raw, input.beforeHandingOver);
    return new Promise<SmtpOutcome>((resolve) => {
      // nodemailer does not end a message whose own stream failed; the connection is dropped, and with it the message.
      stream.once('error', () => {
        this.close();
        resolve(stream.stopped ? { kind: 'stopped' } : { kind: 'unreachable', reason: 'ESTREAM' });
      });
      connection.send({ from: input.from, to: [input.to] }, stream, (error) => {
        if (!error) return resolve({ kind: 'sent' });
        const outcome = this.#outcomeOf(error, stream);
        // A refused message leaves the session usable after RSET; a broken one is opened anew.
        if (outcome.kind === 'unreachable' || outcome.kind === 'unknown' || outcome.kind === 'stopped') {
          this.close();
          return resolve(outcome);
        }
        connection.reset((failed) => {
          if (failed) this.close();
          resolve(outcome);
        });
      });
    });
  }

  #outcomeOf(error: SmtpError, stream: HandingOver): SmtpOutcome {
    const reason = describeSmtpError(error);
    const answer = error.responseCode;
    if (stream.stopped) return { kind: 'stopped' };
    // 421 closes the connection wherever it comes.
    if (answer === undefined || answer === 421)
      return stream.handedOver && answer === undefined ? { kind: 'unknown', reason } : { kind: 'unreachable', reason };
    if (answer >= 400 && answer < 500) return { kind: 'later', reason };
    if (error.command === 'RCPT TO') return { kind: 'bad_recipient', reason };
    // The sender itself is refused: the same for every message, so somebody must look at the settings.
    if (error.command === 'MAIL FROM') return { kind: 'unreachable', reason };
    return { kind: 'refused', reason };
  }

  #forget(connection: SMTPConnection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
  }

  /** Says goodbye. */
  quit(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.quit();
  }
}

/** A message whose end waits: the connection writes the final dot only after this stream has ended. */
class HandingOver extends Readable {
  readonly #raw: Buffer;
  readonly #beforeHandingOver: () => Promise<boolean>;
  #given = false;
  handedOver = false;
  stopped = false;

  constructor(raw: Buffer, beforeHandingOver: () => Promise<boolean>) {
    super();
    this.#raw = raw;
    this.#beforeHandingOver = beforeHandingOver;
  }

  override _read(): void {
    if (!this.#given) {
      this.#given = true;
      this.push(this.#raw);
      return;
    }
    this.#beforeHandingOver().then(
      (mayGo) => {
        if (!mayGo) {
          this.stopped = true;
          this.destroy(new Error('stopped before it was handed over'));
          return;
        }
        this.handedOver = true;
        this.push(null);
      },
      (error: Error) => this.destroy(error),
    );
  }
}

/** The message as bytes, with the id that every attempt at it carries. */
export async function buildRaw(input: {
  email: ComposedEmail;
  from: { name: string; address: string };
  to: { name: string; address: string };
  messageId: string;
  date: Date;
}): Promise<Buffer> {
  const domain = input.from.address.split('@')[1] ?? 'localhost';
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  return new MailComposer({
    from: input.from,
    to: input.to,
    subject: input.email.subject,
    text: input.email.text,
    html: input.email.html,
    headers: input.email.headers,
    messageId: `<${input.messageId}@${domain}>`,
    date: input.date,
  })
    .compile()
    .build();
}
