import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers with JSON; a text goes as it is. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** What was sent, as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** A JPEG begins so, whatever its name says. */
export const isJpeg = (image: Buffer) => image.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]));

/** The fields and files of a multipart form, as the platform itself reads one. */
export async function formOf(
  request: IncomingMessage,
): Promise<{ form: Map<string, string>; files: Map<string, Buffer> }> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const form = await new Response(Buffer.concat(parts), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const fields = new Map<string, string>();
  const files = new Map<string, Buffer>();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, value);
    else files.set(name, Buffer.from(await value.arrayBuffer()));
  }
  return { form: fields, files };
}
