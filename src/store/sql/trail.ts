/** What is only ever added to: checkpoints, handoffs, artifacts. */
import type { ArtifactKind } from '../../contract/words.ts'
import type { Artifact, Checkpoint, CheckpointFields, Handoff } from '../../core/ports.ts'
import type { Sql } from './port.ts'

export const addCheckpoint = (sql: Sql, task: number, { number, agent, at, automatic, ...body }: Checkpoint) =>
  sql.run(
    'INSERT INTO checkpoints VALUES (?1, ?2, ?3, ?4, ?5, ?6)',
    task,
    number,
    agent,
    at,
    Number(automatic),
    JSON.stringify(body),
  )

interface CheckpointRow {
  number: number
  agent: string
  at: number
  automatic: number
  body: string
}

const checkpoint = `SELECT number, agent, at, automatic, body FROM checkpoints
  WHERE task = (SELECT id FROM tasks WHERE key = ?1)`

export async function lastCheckpoint(sql: Sql, key: string): Promise<Checkpoint | undefined> {
  const row = await sql.one<CheckpointRow>(`${checkpoint} AND automatic = 0 ORDER BY number DESC LIMIT 1`, key)
  return row && checkpointOf(row)
}

export async function checkpointsOf(
  sql: Sql,
  key: string,
  before: number | undefined,
  limit: number,
): Promise<Checkpoint[]> {
  const rows = await sql.all<CheckpointRow>(
    `${checkpoint} AND number < ?2 ORDER BY number DESC LIMIT ?3`,
    key,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  return rows.map(checkpointOf)
}

const checkpointOf = ({ body, automatic, ...rest }: CheckpointRow): Checkpoint => ({
  ...(JSON.parse(body) as CheckpointFields),
  ...rest,
  automatic: automatic === 1,
})

export const addHandoff = (sql: Sql, task: number, h: Handoff) =>
  sql.run(
    'INSERT INTO handoffs(task, from_agent, to_agent, reason, at, checkpoint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)',
    task,
    h.from,
    h.to,
    h.reason,
    h.at,
    h.checkpoint,
  )

export const acceptHandoff = (sql: Sql, task: number, by: string, at: number) =>
  sql.run(
    `UPDATE handoffs SET accepted_by = ?2, accepted_at = ?3
      WHERE id = (SELECT max(id) FROM handoffs WHERE task = ?1) AND accepted_by IS NULL`,
    task,
    by,
    at,
  )

/** The latest, oldest first. */
export async function handoffsOf(sql: Sql, key: string, limit: number): Promise<Handoff[]> {
  const rows = await sql.all<Handoff>(
    `SELECT from_agent AS "from", to_agent AS "to", reason, at, checkpoint, accepted_by, accepted_at FROM handoffs
      WHERE task = (SELECT id FROM tasks WHERE key = ?1) ORDER BY id DESC LIMIT ?2`,
    key,
    limit,
  )
  return rows.reverse()
}

export const addArtifact = (sql: Sql, task: number, a: Artifact) =>
  sql.run(
    'INSERT INTO artifacts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)',
    a.id,
    task,
    a.kind,
    a.name,
    a.bytes,
    a.sha256,
    a.url,
    a.added_by,
    a.at,
  )

const artifact = `SELECT a.id, t.key AS task, a.kind, a.name, a.bytes, a.sha256, a.url, a.added_by, a.at
  FROM artifacts a JOIN tasks t ON t.id = a.task`
type ArtifactRow = Omit<Artifact, 'kind'> & { kind: ArtifactKind }

export const artifactById = (sql: Sql, id: string) => sql.one<ArtifactRow>(`${artifact} WHERE a.id = ?1`, id)

export const artifactsOf = (sql: Sql, key: string) =>
  sql.all<ArtifactRow>(`${artifact} WHERE t.key = ?1 ORDER BY a.id`, key)
