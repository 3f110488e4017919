import { AppError } from '../../../shared/errors.ts';
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIZE } from '../contract.ts';

/** Width and height in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const START_OF_SCAN = 0xda;
/** C0 to CF begin a frame, but for the tables of Huffman (C4), JPEG extensions (C8) and arithmetic coding (CC). */
const isFrame = (code: number) => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;

/**
 * Size of a JPEG as its frame header says (ITU-T T.81, B.2.2): `FFD8 FFC0 0011 08 0010 0020 …` is 32 wide and 16 high.
 * Undefined for anything that is no JPEG, whatever its name says.
 */
export function readJpegSize(image: Buffer): PictureSize | undefined {
  if (image[0] !== MARKER || image[1] !== START_OF_IMAGE) return undefined;
  let at = 2;
  while (at + 9 <= image.length) {
    if (image[at] !== MARKER) return undefined;
    const code = image.readUInt8(at + 1);
    if (code === MARKER) {
      at += 1;
      continue;
    }
    if (code === START_OF_SCAN) return undefined;
    if (isFrame(code)) {
      const [height, width] = [image.readUInt16BE(at + 5), image.readUInt16BE(at + 7)];
      return width > 0 && height > 0 ? { width, height } : undefined;
    }
    at += 2 + image.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Size of a picture that an MMS can carry. @throws AppError invalid_input for another kind of file, or one too large (§2.5) */
export function requirePicture(image: Buffer): PictureSize {
  if (image.length > MAX_PICTURE_BYTES) {
    throw new AppError('invalid_input', 'the picture has too many bytes', {
      userMessage: {
        ko: '사진이 너무 커요. 200KB까지 보낼 수 있어요. 크기를 줄여 다시 올려 주세요.',
        en: 'The picture is too large. It may have up to 200 KB. Please make it smaller and try again.',
      },
      details: { issues: [{ path: 'file', message: `more than ${MAX_PICTURE_BYTES} bytes` }] },
    });
  }
  const size = readJpegSize(image);
  if (!size) {
    throw new AppError('invalid_input', 'the picture is no JPEG', {
      userMessage: {
        ko: '문자에는 JPG 사진만 넣을 수 있어요. JPG로 저장해 다시 올려 주세요.',
        en: 'A text message takes JPG pictures only. Please save it as JPG and try again.',
      },
      details: { issues: [{ path: 'file', message: 'not a JPEG' }] },
    });
  }
  if (size.width > MAX_PICTURE_SIZE.width || size.height > MAX_PICTURE_SIZE.height) {
    throw new AppError('invalid_input', 'the picture has too many pixels', {
      userMessage: {
        ko: `사진은 가로 1,500, 세로 1,440픽셀까지예요. 이 사진은 ${size.width}×${size.height}이에요.`,
        en: `A picture may have up to 1,500 × 1,440 pixels. This one has ${size.width} × ${size.height}.`,
      },
      details: { issues: [{ path: 'file', message: `${size.width} × ${size.height}` }] },
    });
  }
  return size;
}
