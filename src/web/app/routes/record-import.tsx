import { ImportWizard } from '../../features/imports/wizard.tsx';

export default function RecordImportScreen() {
  return <ImportWizard />;
}
