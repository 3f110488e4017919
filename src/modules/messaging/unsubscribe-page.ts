import type { OptOutView } from './unsubscribe.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `body{margin:0;padding:24px;background:#f6f4f0;color:#22211f;font:16px/1.6 Pretendard,'Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif}
main{max-width:30rem;margin:10vh auto;padding:28px;background:#fff;border:1px solid #e2ded6;border-radius:10px}
h1{margin:0 0 8px;font-size:20px;line-height:1.4}p{margin:0 0 20px}[lang=en]{color:#5c5850;font-size:14px}
button{width:100%;min-height:48px;border:0;border-radius:8px;background:#1f5c4a;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid #9cc9b8;outline-offset:2px}`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`;
}

/** Korean and English at once, no script: it must work in any mail program's browser (AD-16). */
export function renderOptOutPage(view: OptOutView | undefined): string {
  if (!view) {
    return page(
      '수신거부',
      `<h1>이 수신거부 주소를 찾지 못했어요.</h1><p>메일에 있는 링크를 끝까지 복사했는지 확인하시거나, 메일에 적힌 전화로 말씀해 주세요.</p>
<h1 lang="en">We could not find this unsubscribe link.</h1><p lang="en">Please check that the whole link was copied, or call the number in the e-mail.</p>`,
    );
  }
  const shop = escapeHtml(view.shopName);
  if (view.done) {
    return page(
      `${view.shopName} 수신거부 완료`,
      `<h1>수신거부를 마쳤어요.</h1><p>${shop}에서 더 이상 광고 메일을 보내지 않아요. 따로 하실 일은 없어요.</p>
<h1 lang="en">You are unsubscribed.</h1><p lang="en">${shop} will not send you advertising e-mail any more. There is nothing else to do.</p>`,
    );
  }
  return page(
    `${view.shopName} 수신거부`,
    `<h1>${shop} 광고 메일을 그만 받으시겠어요?</h1><p>버튼을 누르면 바로 멈춰요. 비용은 없어요.</p>
<p lang="en">Stop advertising e-mail from ${shop}? It takes effect at once and is free of charge.</p>
<form method="post"><button type="submit">수신거부 <span lang="en" style="color:inherit">· Unsubscribe</span></button></form>`,
  );
}
