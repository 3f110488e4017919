import type { TestContext } from './database.ts';
import { buildServer, buildShop, signIn } from './factories.ts';

/** A sales file in a till's own words: a row that can be taken, and one that cannot. */
export const TILL_FILE =
  '영수증번호,판매일시,상품명,수량,금액\n1,2026.11.20 18:30,국수,1,"7,000"\n2,2026.11.21 12:00,국수,1,칠천원\n';

/** Its map. */
export const TILL_MAP = {
  kind: 'sales',
  version: 1,
  dateFormat: 'YYYY.MM.DD',
  columns: {
    order_no: { column: '영수증번호' },
    ordered_at: { column: '판매일시' },
    item_name: { column: '상품명' },
    quantity: { column: '수량' },
    amount: { column: '금액' },
  },
};

export type UploadRequest = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; payload?: object };

/** A shop whose manager sends files up and asks for imports over HTTP. */
export async function buildUploads(context: TestContext) {
  const server = await buildServer(context);
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop, 'manager');

  async function upload(content: string | Buffer, options: { fileName?: string; as?: string } = {}) {
    const boundary = 'dangol-test';
    const head = `Content-Disposition: form-data; name="file"; filename="${options.fileName ?? 'sales.csv'}"`;
    const payload = Buffer.concat([
      Buffer.from(`--${boundary}\r\n${head}\r\nContent-Type: text/csv\r\n\r\n`),
      Buffer.from(content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return server.inject({
      method: 'POST',
      url: '/api/imports/uploads',
      payload,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, cookie: options.as ?? cookie },
    });
  }
  const ask = async (request: UploadRequest, as = cookie) => server.inject({ ...request, headers: { cookie: as } });
  return { shop, upload, ask };
}
