import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export function insertPicture(
  db: Db,
  picture: {
    workspaceId: string;
    pictureId: string;
    playId: string;
    image: Buffer;
    width: number;
    height: number;
    uploadedAt: Date;
    uploadedBy: string | null;
  },
) {
  return db.insertInto('messaging.picture').values(picture).execute();
}

/** The bytes of a picture; undefined when there is none, or it is another play's where one is named. */
export function findPicture(db: Db, input: { workspaceId: string; pictureId: string; playId?: string }) {
  const { workspaceId, pictureId, playId } = input;
  return db
    .selectFrom('messaging.picture')
    .select('image')
    .where('workspaceId', '=', workspaceId)
    .where('pictureId', '=', pictureId)
    .$if(playId !== undefined, (query) => query.where('playId', '=', playId ?? ''))
    .executeTakeFirst();
}

/** Ids of the pictures of a play. */
export async function listPictureIds(db: Db, play: { workspaceId: string; playId: string }): Promise<Set<string>> {
  const rows = await db
    .selectFrom('messaging.picture')
    .select('pictureId')
    .where('workspaceId', '=', play.workspaceId)
    .where('playId', '=', play.playId)
    .execute();
  return new Set(rows.map(({ pictureId }) => pictureId));
}

/** The same picture once more for another play: each goes with its own. */
export async function copyPicture(
  db: Db,
  input: { workspaceId: string; from: string; to: { pictureId: string; playId: string } },
): Promise<void> {
  const { workspaceId, from, to } = input;
  await sql`insert into messaging.picture (workspace_id, picture_id, play_id, image, width, height, uploaded_at, uploaded_by)
    select workspace_id, ${to.pictureId}::uuid, ${to.playId}::uuid, image, width, height, uploaded_at, uploaded_by
    from messaging.picture where workspace_id = ${workspaceId}::uuid and picture_id = ${from}::uuid`.execute(db);
}

/** Destroys the pictures of a play but those that its messages still name. */
export async function deletePictures(
  db: Db,
  input: { workspaceId: string; playId: string; but?: readonly string[] },
): Promise<void> {
  const { workspaceId, playId, but = [] } = input;
  await db
    .deleteFrom('messaging.picture')
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .where(sql<boolean>`picture_id <> all(${but}::uuid[])`)
    .execute();
}
