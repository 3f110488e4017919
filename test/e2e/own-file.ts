import { writeFileSync } from 'node:fs';
import path from 'node:path';

const DAY_MS = 86_400_000;

/** A canonical sales file: twelve people who came every week for a year; half of them stopped three months ago. */
export function writeSales(folder: string): string {
  const rows = ['order_no,ordered_at,item_name,quantity,amount,customer_id,customer_name,customer_phone'];
  const today = Date.now() - DAY_MS;
  for (let person = 0; person < 12; person++) {
    const stops = person < 6 ? 90 : 1;
    for (let ago = 365; ago >= stops; ago -= 7) {
      const on = new Date(today - ago * DAY_MS).toISOString().slice(0, 10);
      rows.push(
        `${on}-${person},${on}T18:30:00,김치찌개,1,9000,C${person},손님${person},010-0000-10${String(person).padStart(2, '0')}`,
      );
    }
  }
  const file = path.join(folder, 'sales.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}

/** A file whose columns need matching, as a till writes it. */
export function writeTillSales(folder: string): string {
  const rows = ['영수증번호,판매일시,상품명,수량,실매출액,고객명,휴대폰'];
  for (let at = 0; at < 40; at++) {
    rows.push(`R${at},2026-10-${String(1 + (at % 28)).padStart(2, '0')} 12:10,제육볶음,1,9500,김단골,010-0000-2001`);
  }
  const file = path.join(folder, 'till.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}
