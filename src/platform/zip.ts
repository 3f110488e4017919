import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file that goes into an archive: from the disk, or a short text. */
export type ZippedFile = { name: string; file: string } | { name: string; text: string };

/** The first day the format knows: an archive says nothing about when its files were made. */
const PLAIN = { compress: false, mtime: new Date(1980, 0, 1) } as const;

/**
 * Files as one ZIP archive without compression, for what is compressed already, with its length in bytes known beforehand.
 * Files are read as they go out. Empty for no files: an archive with nothing in it.
 */
export async function zipFiles(files: readonly ZippedFile[]): Promise<{ bytes: number; content: Readable }> {
  const zip = new ZipFile();
  // A PassThrough, which its types name by an older interface.
  const content = zip.outputStream as Readable;
  zip.on('error', (error: Error) => content.destroy(error));
  for (const source of files) {
    if ('file' in source) zip.addFile(source.file, source.name, PLAIN);
    else zip.addBuffer(Buffer.from(source.text), source.name, PLAIN);
  }
  const bytes = await new Promise<number>((resolve, reject) => {
    zip.once('error', reject);
    zip.end(undefined, (size = 0) => resolve(size));
  });
  return { bytes, content };
}
