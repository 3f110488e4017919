import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  createUpload,
  getBatch,
  getErrorFile,
  type ImportKind,
  type ImportMap,
  inspectUpload,
  listBatches,
  listMaps,
  previewImport,
  saveMap,
  startImport,
  undoBatch,
} from '../../../modules/imports/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { type ApiError, buildUrl, call, keyOf, queryFor, upload, useCall } from '../../lib/api.ts';

/** How the file is read: as found, or as the person chose. */
export interface Reading {
  encoding?: string | undefined;
  delimiter?: string | undefined;
  sheet?: string | undefined;
  /** Line with the column names, from 1. */
  headerRow?: number | undefined;
}

export type Inspection = EndpointOutput<typeof inspectUpload>;
export type Preview = EndpointOutput<typeof previewImport>;
export type RowProblem = Preview['rejected'][number];
export type SavedMap = EndpointOutput<typeof listMaps>['maps'][number];
export type Upload = EndpointOutput<typeof createUpload>;
type PreviewInput = z.input<typeof previewImport.body>;

const POLL_MS = 700;

type Joined = Pick<NonNullable<z.input<typeof inspectUpload.body>>, 'joins' | 'joinUploadIds'>;

/** What the reader makes of an uploaded file, and of those joined to it; the same question has the same answer while the files are there. */
export function inspectionQuery(uploadId: string, kind: ImportKind, reading: Reading, joined: Joined = {}) {
  const input = { params: { uploadId }, body: { kind, ...withoutBlanks(reading), ...joined } };
  return queryOptions<Inspection, ApiError>({
    queryKey: keyOf(inspectUpload, input),
    queryFn: ({ signal }) => call(inspectUpload, input, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** What the first rows become under a map; the old answer stays on screen while a new one is asked for. */
export function previewQuery(uploadId: string, use: { map: ImportMap; joinUploadIds: string[] } | undefined) {
  const input = { params: { uploadId }, body: use as PreviewInput };
  return queryOptions<Preview, ApiError>({
    queryKey: keyOf(previewImport, input),
    queryFn: ({ signal }) => call(previewImport, input, { signal }),
    enabled: use !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

function withoutBlanks(reading: Reading) {
  return Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined && value !== ''));
}

export const batchesQuery = () => queryFor(listBatches, { query: { limit: 200 } });
export const mapsQuery = () => queryFor(listMaps);

/** One batch, asked again and again while it runs. */
export function batchQuery(batchId: string) {
  return {
    ...queryFor(getBatch, { params: { batchId } }),
    refetchInterval: ({ state }: { state: { data?: { state: string } | undefined } }) =>
      state.data === undefined || state.data.state === 'waiting' || state.data.state === 'running' ? POLL_MS : false,
  } as const;
}

/** Address of the rows that could not be taken. */
export const errorFileUrl = (batchId: string) => buildUrl(getErrorFile.path, { params: { batchId } });

export const sendFile = (parts: { file: File; onProgress?: (share: number) => void; signal?: AbortSignal }) =>
  upload({ endpoint: createUpload, ...parts });

export const useStartImport = () => useCall(startImport);
export const useSaveMap = () => useCall(saveMap);
export const useUndoBatch = () => useCall(undoBatch);

/** After an import or an undo nearly every screen shows something else; what was read of files has not changed. */
export function useForgetAnswers() {
  const queryClient = useQueryClient();
  const kept = new Set([keyOf(inspectUpload)[0], keyOf(previewImport)[0]]);
  return () => queryClient.invalidateQueries({ predicate: (query) => !kept.has(query.queryKey[0]) });
}
