/**
 * Turns the UCI Online Retail data set into the canonical sales file (docs/guide/en/import.md).
 * `node scripts/online-retail-to-canonical.ts online_retail.csv.gz sales.csv`
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

const HEADER = 'order_no,ordered_at,customer_id,item_code,item_name,quantity,amount,kind,unit_price\n';

interface Row {
  InvoiceNo: string;
  StockCode: string;
  Description: string;
  Quantity: string;
  InvoiceDate: string;
  UnitPrice: string;
  CustomerID: string;
}

/** An invoice whose number begins with C takes goods back; what has no price is given away or a correction of the stock. */
function kindOf(row: Row): 'refund' | 'sale' | 'comp' | 'void' {
  if (row.InvoiceNo.startsWith('C')) return 'refund';
  const quantity = Number(row.Quantity);
  const price = Number(row.UnitPrice);
  if (quantity > 0 && price > 0) return 'sale';
  return quantity > 0 && price === 0 ? 'comp' : 'void';
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function toLine(row: Row): string {
  const amount = (Number(row.Quantity) * Number(row.UnitPrice)).toFixed(2);
  const cells = [
    row.InvoiceNo,
    row.InvoiceDate.replace(' ', 'T'),
    row.CustomerID === 'NA' ? '' : row.CustomerID,
    row.StockCode,
    row.Description || row.StockCode,
    row.Quantity,
    amount,
    kindOf(row),
    row.UnitPrice,
  ];
  return `${cells.map(quoted).join(',')}\n`;
}

/** Streams the packed data set into a canonical file. */
export async function convertOnlineRetail(source: string, target: string): Promise<void> {
  let isFirst = true;
  const toCanonical = new Transform({
    writableObjectMode: true,
    transform(row: Row, _encoding, done) {
      done(null, isFirst ? HEADER + toLine(row) : toLine(row));
      isFirst = false;
    },
  });
  await pipeline(
    createReadStream(source),
    createGunzip(),
    parse({ columns: true }),
    toCanonical,
    createWriteStream(target),
  );
}

if (import.meta.main) {
  const [source, target] = process.argv.slice(2);
  if (!source || !target) {
    process.stderr.write('Usage: online-retail-to-canonical.ts online_retail.csv.gz sales.csv\n');
    process.exitCode = 2;
  } else {
    await convertOnlineRetail(source, target);
  }
}
