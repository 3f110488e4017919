import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from './operation.ts';

const WORDS = {
  ko: {
    title: '연결 안내',
    intro:
      '포스와 쇼핑몰, 홈페이지, 직접 만든 프로그램이 손님에게 있었던 일을 보내는 방법이에요. 키는 기록 › 연결에서 만들고, 아래 명령의 키 자리에 넣으면 그대로 실행돼요. 어느 길로도 홍보 동의는 들어오지 않아요.',
    right: '필요한 권한',
    fields: '한 줄의 모양',
    document: 'OpenAPI 3.1 문서',
    key: '여기에_키',
  },
  en: {
    title: 'Connections',
    intro:
      'How tills, shops, sites and programs of your own send what happened with your customers. Make a key in Record › Connections, put it into a command below, and it runs as it stands. No way in carries consent to advertising.',
    right: 'Needs the right',
    fields: 'Shape of a row',
    document: 'OpenAPI 3.1 document',
    key: 'YOUR_KEY',
  },
};

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.6 Pretendard,'Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.5rem}code,pre{font:14px/1.5 ui-monospace,monospace}
pre{overflow-x:auto;padding:1rem;border:1px solid #8884;border-radius:8px}.path{font-weight:600}summary{cursor:pointer}`;

/** What the page may load: its own style and nothing else. */
export const DOCS_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`;

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

/** The command that sends an operation's example. */
export function curlOf(operation: Operation, input: { publicUrl: string; key: string }): string {
  const { endpoint, example, headers = {}, auth = 'bearer' } = operation;
  const { publicUrl, key } = input;
  const query = new URLSearchParams({
    ...example.query,
    ...(auth === 'api_secret' || auth === 'key' ? { [auth]: key } : {}),
  });
  const url = `${publicUrl}${endpoint.path}${query.size > 0 ? `?${query}` : ''}`;
  const lines = [
    `curl -X ${endpoint.method} '${url}'`,
    ...(auth === 'bearer' ? [`-H 'Authorization: Bearer ${key}'`] : []),
    ...(auth === 'basic' ? [`-u '${key}:'`] : []),
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(example.body === undefined
      ? []
      : [
          "-H 'Content-Type: application/json'",
          `-d '${JSON.stringify(example.body, null, 2).replaceAll("'", "'\\''")}'`,
        ]),
  ];
  return lines.join(' \\\n  ');
}

/** The readable page: each way in with a command to copy. No script, nothing loaded. */
export function renderDocsPage(
  operations: readonly Operation[],
  { publicUrl, locale }: { publicUrl: string; locale: 'ko' | 'en' },
): string {
  const words = WORDS[locale];
  const sections = operations.map((operation) => {
    const { endpoint, name, rows } = operation;
    const shape = rows
      ? `<details><summary>${words.fields}</summary><pre tabindex="0">${escape(JSON.stringify(z.toJSONSchema(rows.schema, { io: 'input', unrepresentable: 'any' }), null, 2))}</pre></details>`
      : '';
    return `<section><h2>${escape(name[locale])}</h2>
<p><code class="path">${endpoint.method} ${escape(endpoint.path)}</code> · ${words.right}: <code>${escape(endpoint.access)}</code></p>
${locale === 'en' ? `<p>${escape(endpoint.summary)}.</p>` : ''}
<pre tabindex="0">${escape(curlOf(operation, { publicUrl, key: words.key }))}</pre>${shape}</section>`;
  });
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Dangol · ${words.title}</title><style>${STYLE}</style></head><body><main><h1>${words.title}</h1><p>${words.intro}</p>
<p><a href="/api/docs/openapi.json">${words.document}</a></p>${sections.join('\n')}</main></body></html>`;
}
