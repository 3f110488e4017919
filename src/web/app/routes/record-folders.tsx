import { Folders } from '../../features/imports/folders.tsx';

export default function RecordFoldersScreen() {
  return <Folders />;
}
