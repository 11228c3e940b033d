/** What cards tell beside the tasks themselves: one statement for a whole page of them. */
import type { Beside } from '../../core/ports.ts'
import type { Sql } from './port.ts'

interface Row {
  key: string
  blocked_by: string | null
  checkpoint: string | null
  handoff: string | null
  takers: string | null
  artifacts: number
}

// Each part is asked for only where the task's own row says that there is something. An exhausted task has no handoff:
// who gave up, and why, is in the event.
const beside = `SELECT t.key,
  CASE WHEN t.open_deps > 0 AND t.status NOT IN ('done', 'cancelled') THEN (
    SELECT json_group_array(key) FROM (
      SELECT n.key FROM dependencies d JOIN tasks n ON n.id = d.needs
        WHERE d.task = t.id AND n.status <> 'done' ORDER BY d.needs LIMIT 10)) END AS blocked_by,
  CASE WHEN t.checkpoints > 0 THEN (
    SELECT json_object('at', c.at, 'done', json_array_length(c.body, '$.completed_steps'),
        'remaining', json_array_length(c.body, '$.remaining_steps'))
      FROM checkpoints c WHERE c.task = t.id AND c.automatic = 0 ORDER BY c.number DESC LIMIT 1) END AS checkpoint,
  CASE t.status
    WHEN 'handoff_ready' THEN (
      SELECT json_object('from', h.from_agent, 'to', h.to_agent, 'reason', h.reason, 'at', h.at)
        FROM handoffs h WHERE h.task = t.id ORDER BY h.id DESC LIMIT 1)
    WHEN 'agent_exhausted' THEN (
      SELECT json_object('from', json_extract(e.details, '$.from'), 'to', NULL,
          'reason', json_extract(e.details, '$.reason'), 'at', e.at)
        FROM events e WHERE e.task = t.id AND e.kind = 'exhausted' ORDER BY e.seq DESC LIMIT 1) END AS handoff,
  CASE WHEN t.fence > (t.holder IS NOT NULL) THEN (
    SELECT json_group_array(by) FROM (
      SELECT json_extract(e.changed, '$.hold[1].by') AS by FROM events e
        WHERE e.task = t.id AND e.kind = 'claimed' ORDER BY e.seq) WHERE by IS NOT NULL) END AS takers,
  (SELECT count(*) FROM artifacts a WHERE a.task = t.id) AS artifacts
  FROM json_each(?1) p JOIN tasks t ON t.id = p.value`

export async function besideTasks(sql: Sql, tasks: readonly number[]): Promise<Map<string, Beside>> {
  if (tasks.length === 0) return new Map()
  const rows = await sql.all<Row>(beside, JSON.stringify(tasks))
  return new Map(
    rows.map((row) => [
      row.key,
      {
        blocked_by: parsed(row.blocked_by) ?? [],
        checkpoint: parsed(row.checkpoint),
        handoff: parsed(row.handoff),
        takers: parsed(row.takers) ?? [],
        artifacts: row.artifacts,
      },
    ]),
  )
}

const parsed = (text: string | null) => (text === null ? null : JSON.parse(text))
