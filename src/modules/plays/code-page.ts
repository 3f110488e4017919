import type { CodePage } from './service/offline.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `body{margin:0;padding:24px;background:#f6f4f0;color:#22211f;font:16px/1.6 Pretendard,'Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif}
main{max-width:26rem;margin:8vh auto;padding:28px;background:#fff;border:1px solid #e2ded6;border-radius:10px;text-align:center}
h1{margin:0 0 4px;font-size:20px;line-height:1.4}p{margin:0 0 16px}[lang=en]{color:#5c5850;font-size:14px}
.code{margin:16px 0;padding:16px;border:1px solid #e2ded6;border-radius:8px;font-size:32px;font-weight:700;letter-spacing:.12em}`;

/** The page behind a leaflet's QR, Korean and English at once: no script, no cookie, nothing to fill in. */
export function renderCodePage(page: CodePage | undefined): string {
  const body = page
    ? `<h1>${escapeHtml(page.shopName)}</h1><p>${escapeHtml(page.offer.ko || '반가워요')}</p><p lang="en">${escapeHtml(page.offer.en || 'Welcome')}</p>
<p class="code">${escapeHtml(page.code)}</p><p>계산하실 때 이 번호를 보여 주세요.</p><p lang="en">Show this code when you pay.</p>`
    : `<h1>이 번호는 지금 쓸 수 없어요.</h1><p>가게에 물어봐 주세요.</p><p lang="en">This code is not in use. Please ask the shop.</p>`;
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(page?.shopName ?? 'Dangol')}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`;
}
