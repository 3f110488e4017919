import { Hints } from '../../features/flows/hints.tsx';
import { ReceiptCode } from '../../features/loyalty/receipt-code.tsx';
import { RecordEntry } from '../../features/record-entry/record-entry.tsx';

const showReceipt = (orderId: string) => <ReceiptCode key={orderId} orderId={orderId} />;
const showHints = (customerId: string) => <Hints key={customerId} customerId={customerId} />;

export default function RecordEntryScreen() {
  return <RecordEntry receipt={showReceipt} about={showHints} />;
}
