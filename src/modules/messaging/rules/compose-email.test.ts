import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { composeEmail, type EmailDraft } from './compose-email.ts';
import { lintAdLabel } from './lint.ts';

const URL_TO_STOP = 'https://dangol.example/u/abc123?p=1&q=2';

function draft(changes: Partial<EmailDraft> = {}): EmailDraft {
  return {
    class: 'ad',
    shopName: '온기식당',
    subject: '오랜만이에요, 김하나님',
    text: '김하나님, 잘 지내셨나요?\n마라탕 한 그릇 어떠세요?\n\n기다릴게요.',
    sender: { name: '온기식당', email: 'hello@ongi.example', phone: '02-123-4567', address: '서울 마포구 서교동 1' },
    unsubscribeUrl: URL_TO_STOP,
    locale: 'ko',
    ...changes,
  };
}

describe('an advertisement by e-mail (AD-20, AD-21, §2.3)', () => {
  it('begins its subject with the label, once', () => {
    expect(composeEmail(draft()).subject).toBe('(광고) 오랜만이에요, 김하나님');
    expect(composeEmail(draft({ subject: '(광고)온기식당 소식' })).subject).toBe('(광고)온기식당 소식');
    expect(lintAdLabel(composeEmail(draft({ subject: ' [광고] x' })).subject).ok).toBe(true);
  });

  it.each(['ko', 'en'] as const)('names the sender and the way out in both languages (%s)', (locale) => {
    const { text, html } = composeEmail(draft({ locale }));
    for (const body of [text, html]) {
      for (const part of ['온기식당', 'hello@ongi.example', '02-123-4567', '서울 마포구 서교동 1']) {
        expect(body).toContain(part);
      }
      expect(body).toContain('수신거부');
      expect(body).toContain('무료로');
      expect(body).toContain('Unsubscribe');
      expect(body).toContain('free of charge');
    }
    expect(text.split(URL_TO_STOP)).toHaveLength(3);
    expect(html.split('href="https://dangol.example/u/abc123?p=1&amp;q=2"')).toHaveLength(3);
  });

  it('carries the one-click headers of RFC 8058', () => {
    expect(composeEmail(draft()).headers).toEqual({
      'List-Unsubscribe': `<${URL_TO_STOP}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('names every missing part at once', () => {
    const make = () =>
      composeEmail(
        draft({
          unsubscribeUrl: undefined,
          sender: { name: '온기식당', email: 'a@b.example', phone: ' ', address: '' },
        }),
      );
    expect(make).toThrow(AppError);
    try {
      make();
    } catch (error) {
      const paths = (error as AppError).details?.issues?.map((issue) => issue.path);
      expect(paths).toEqual(['sender.phone', 'sender.address', 'unsubscribeUrl']);
    }
  });

  it.each(['javascript:alert(1)', 'not a url', ''])('does not take %j for an unsubscribe address', (unsubscribeUrl) => {
    expect(() => composeEmail(draft({ unsubscribeUrl }))).toThrow(AppError);
  });

  it('shows the coupon in both bodies', () => {
    const { text, html } = composeEmail(draft({ coupon: { code: 'ABCD-2345', note: '11월 30일까지' } }));
    expect(text).toContain('쿠폰 번호: ABCD-2345\n11월 30일까지');
    expect(html).toMatch(/font-size:28px[^>]*>ABCD-2345</);
    expect(html).toContain('11월 30일까지');
  });
});

describe('any e-mail', () => {
  it('escapes what people wrote and keeps their lines', () => {
    const { html, text } = composeEmail(
      draft({
        shopName: '<b>온기</b>',
        subject: '</title><script>alert(1)</script>',
        text: '<script>alert("x")</script>\n둘째 줄 & 끝',
        coupon: { code: '"><img src=x>' },
      }),
    );
    expect(html).not.toMatch(/<script|<b>|<img/);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;<br>둘째 줄 &amp; 끝');
    expect(text).toContain('<script>alert("x")</script>\n둘째 줄 & 끝');
  });

  it('cannot be given another header by a line break in its subject', () => {
    expect(composeEmail(draft({ subject: '안녕\r\nBcc: all@example.com' })).subject).toBe(
      '(광고) 안녕 Bcc: all@example.com',
    );
  });

  it('cannot be given another header or link by its unsubscribe address', () => {
    const { headers, html } = composeEmail(draft({ unsubscribeUrl: 'https://x.example/u?a=">\r\n<b>&c' }));
    expect(headers['List-Unsubscribe']).toMatch(/^<[^<>\s"]+>$/);
    expect(html).not.toContain('<b>');
  });

  it.each(['info', 'notice_legal', 'auth'] as const)('of class %s has no label and no unsubscribe link', (kind) => {
    const sender = { name: '', email: 'hello@ongi.example', phone: '', address: '' };
    const { subject, text, html, headers } = composeEmail(
      draft({ class: kind, sender, subject: '예약이 확정되었어요' }),
    );
    expect(subject).toBe('예약이 확정되었어요');
    expect(headers).toEqual({});
    expect(text).toContain('보내는 곳: 온기식당');
    expect(text).not.toContain('전화');
    expect(text + html).not.toContain('수신거부');
  });
});
