import { redactResidentNumbers } from '../../../shared/resident-number.ts';
import type { PartVersion } from './parts.ts';

/** Thirteen bare digits are a bar code or a platform's number. */
const redactCode = (code: string) => (/^\d+$/.test(code) ? code : redactResidentNumbers(code));

/**
 * A part without the resident numbers that somebody wrote into its texts (PV-12): names of items, options, tables. The
 * numbers of orders are left alone, because two blotted out would be one order.
 * Worked: `{ itemName: '마라탕 900101-1234567' }` → `{ itemName: '마라탕 ******-*******' }`.
 */
export function blotOut(version: PartVersion): PartVersion {
  const { lines, order } = version.part;
  return {
    ...version,
    part: {
      ...version.part,
      lines: lines.map((line) => ({
        ...line,
        key: redactCode(line.key),
        itemCode: line.itemCode === null ? null : redactCode(line.itemCode),
        itemName: redactResidentNumbers(line.itemName),
        category: redactResidentNumbers(line.category),
        options: redactResidentNumbers(line.options),
      })),
      order: order && {
        ...order,
        channel: redactResidentNumbers(order.channel),
        tableNo: redactResidentNumbers(order.tableNo),
        couponCode: redactResidentNumbers(order.couponCode),
        staffName: redactResidentNumbers(order.staffName),
      },
    },
  };
}
