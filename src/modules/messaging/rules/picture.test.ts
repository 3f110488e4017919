import { describe, expect, it } from 'vitest';
import { buildJpeg } from '../../../../test/factories-desk.ts';
import { MAX_PICTURE_BYTES } from '../contract.ts';
import { readJpegSize, requirePicture } from './picture.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000200000001008020000', 'hex');

describe('the picture of an MMS (§2.5)', () => {
  it('is measured by its frame header, whatever stands before it', () => {
    expect(readJpegSize(buildJpeg({ width: 640, height: 480 }))).toEqual({ width: 640, height: 480 });
    const filled = Buffer.concat([Buffer.from('ffd8ffffffc2001108001000200301', 'hex'), Buffer.alloc(8)]);
    expect(readJpegSize(filled)).toEqual({ width: 32, height: 16 });
  });

  it.each([
    ['a PNG', PNG],
    ['nothing', Buffer.alloc(0)],
    ['a JPEG cut off before its frame', buildJpeg().subarray(0, 9)],
    ['a JPEG without extent', buildJpeg({ width: 0 })],
    ['a segment that leads out of the file', Buffer.from('ffd8ffe0ffff00000000000000000000', 'hex')],
    ['a segment of no length', Buffer.concat([Buffer.from('ffd8ffe00000', 'hex'), Buffer.alloc(20)])],
  ])('%s is none', (_, image) => {
    expect(readJpegSize(image)).toBeUndefined();
    expect(() => requirePicture(image)).toThrow('no JPEG');
  });

  it('has at most what every service takes: 200 KB, 1,500 × 1,440 pixels', () => {
    expect(MAX_PICTURE_BYTES).toBe(204_800);
    expect(requirePicture(buildJpeg({ width: 1_500, height: 1_440, bytes: MAX_PICTURE_BYTES }))).toEqual({
      width: 1_500,
      height: 1_440,
    });
    expect(() => requirePicture(buildJpeg({ bytes: MAX_PICTURE_BYTES + 1 }))).toThrow('too many bytes');
    expect(() => requirePicture(buildJpeg({ height: 1_441 }))).toThrow('too many pixels');
    expect(() => requirePicture(buildJpeg({ width: 1_501 }))).toThrow('too many pixels');
  });
});
