/** Core's transaction over SQL. */
import type { BatonEvent } from '../../contract/baton.ts'
import { TaskError } from '../../core/error.ts'
import type { Page, Slot, Tx } from '../../core/ports.ts'
import { difference, type Task } from '../../core/task.ts'
import { besideTasks } from './cards.ts'
import { readCursor } from './cursor.ts'
import * as deps from './dependencies.ts'
import * as events from './events.ts'
import * as lists from './lists.ts'
import * as plans from './plan.ts'
import type { Sql } from './port.ts'
import { type TaskRow, taskOf } from './row.ts'
import * as tasks from './tasks.ts'
import * as trail from './trail.ts'

export interface Signed {
  readonly actor: string
  readonly wall: number
  /** Short ids are `<prefix>-<number>`. */
  readonly prefix: string
}

/** `told` gathers the events, for whoever sends them on when they are durable. */
export function makeTx(sql: Sql, { actor, wall, prefix }: Signed, told: BatonEvent[]): Tx {
  const rowOf = new Map<string, number>()
  let given = 0

  const seen = (row: TaskRow): Task => {
    rowOf.set(row.key, row.id)
    return taskOf(row)
  }
  const numberOf = async (id: string) => rowOf.get(id) ?? (await tasks.findTask(sql, id))?.id ?? 0
  const find = async (id: string) => {
    const row = await tasks.findTask(sql, id)
    return row && seen(row)
  }
  const task = async (id: string) => {
    const found = await find(id)
    if (found) return found
    throw new TaskError('not_found', `There is no task ${id}. list_tasks shows those that there are.`, { task_id: id })
  }
  const tell = async (
    of: Task | null,
    kind: BatonEvent['kind'],
    changed: BatonEvent['changed'],
    details: BatonEvent['details'],
  ) => {
    const about = of && { row: await numberOf(of.id), key: of.id }
    told.push(await events.addEvent(sql, { at: wall, task: about, actor, kind, changed, details }))
  }

  return {
    task,
    find,
    async nextId() {
      given = Math.max(given + 1, await tasks.nextRow(sql))
      while (await tasks.findTask(sql, `${prefix}-${given}`)) given++
      return `${prefix}-${given}`
    },
    async save(change) {
      const { before, task: after, kind, details } = change
      if (before) await tasks.updateTask(sql, await numberOf(after.id), before, after)
      else rowOf.set(after.id, await tasks.insertTask(sql, after))
      await tell(after, kind, difference(change), details)
      return after
    },
    tell: (of, kind, details) => tell(of, kind, {}, details),
    async extend(of, until) {
      await sql.run(
        'UPDATE tasks SET lease_until = ?2, lease_ms = ?3 WHERE id = ?1',
        await numberOf(of.id),
        Math.round(until),
        of.hold?.ms ?? 0,
      )
    },

    dependencies: (id) => deps.dependenciesOf(sql, id),
    dependencyTasks: async (id) => (await deps.dependencyRows(sql, id)).map(seen),
    dependents: async (id, limit, offset) => (await deps.dependentRows(sql, id, limit, offset)).map(seen),
    async setDependencies(of, on) {
      const rows = []
      for (const id of on) rows.push(await numberOf((await task(id)).id))
      return deps.setDependencies(sql, await numberOf(of.id), rows)
    },
    unblock: async (id) => deps.unblock(sql, await numberOf(id)),
    block: async (id) => deps.block(sql, await numberOf(id)),

    async addCheckpoint(of, checkpoint) {
      await trail.addCheckpoint(sql, await numberOf(of.id), checkpoint)
    },
    lastCheckpoint: (id) => trail.lastCheckpoint(sql, id),
    checkpoints: (id, before, limit) => trail.checkpointsOf(sql, id, before, limit),
    async addHandoff(of, handoff) {
      await trail.addHandoff(sql, await numberOf(of.id), handoff)
    },
    async acceptHandoff(of, by, at) {
      await trail.acceptHandoff(sql, await numberOf(of.id), by, at)
    },
    handoffs: (id, limit) => trail.handoffsOf(sql, id, limit),
    async addArtifact(artifact) {
      await trail.addArtifact(sql, await numberOf(artifact.task), artifact)
    },
    artifact: (id) => trail.artifactById(sql, id),
    artifacts: (id) => trail.artifactsOf(sql, id),

    async list(filter, limit, cursor) {
      const [before] = readCursor(cursor, 1)
      return page(await lists.listTasks(sql, filter, limit + 1, before), limit, (row) => String(row.id))
    },
    async beside(tasks) {
      const rows = []
      for (const { id } of tasks) rows.push(await numberOf(id))
      return besideTasks(sql, rows)
    },
    async plan({ around, open_only, limit }) {
      const { ids, total } = around
        ? await plans.around(sql, around.id, around.depth, open_only, limit)
        : await plans.wholePlan(sql, open_only, limit)
      const rows = await plans.rowsOf(sql, ids)
      return { tasks: rows.map(seen), edges: await plans.edgesAmong(sql, ids), total }
    },
    async ready(who, limit, cursor) {
      const [priority, id] = readCursor(cursor, 2)
      const after = priority === undefined || id === undefined ? undefined : { priority, id }
      return page(await lists.readyTasks(sql, who, limit + 1, after), limit, (row) => `${row.priority}.${row.id}`)
    },
    heldBy: async (name) => (await lists.heldBy(sql, name)).map(seen),
    heldOver: async (connection) => (await lists.heldOver(sql, connection)).map(seen),
    expiring: async (awake, limit) => (await lists.expiring(sql, awake, limit)).map(seen),
    staleOffers: async (awake, limit) => (await lists.staleOffers(sql, awake, limit)).map(seen),

    slots: () => sql.all<Slot>('SELECT slot, agent, connection, until FROM slots ORDER BY slot'),
    async saveSlot({ slot, agent, connection, until }) {
      await sql.run(
        'UPDATE slots SET agent = ?2, connection = ?3, until = ?4 WHERE slot = ?1',
        slot,
        agent,
        connection,
        until && Math.round(until),
      )
    },

    async history(id, before, limit) {
      return events.historyOf(sql, id === undefined ? undefined : await numberOf(id), before, limit)
    },
    eventsAfter: (since, limit) => events.eventsAfter(sql, since, limit),
    eventRange: () => events.eventRange(sql),

    async recall(scope) {
      const row = await sql.one<{ fingerprint: string; answer: string }>(
        'SELECT fingerprint, answer FROM answers WHERE scope = ?1',
        scope,
      )
      return row && { fingerprint: row.fingerprint, answer: JSON.parse(row.answer) }
    },
    async remember(scope, fingerprint, answer) {
      await sql.run('INSERT INTO answers VALUES (?1, ?2, ?3, ?4)', scope, wall, fingerprint, JSON.stringify(answer))
    },
    forgetAnswers: (before, limit) =>
      sql.run('DELETE FROM answers WHERE scope IN (SELECT scope FROM answers WHERE at < ?1 LIMIT ?2)', before, limit),
    oldEvents: (after, upTo, limit) => events.oldEvents(sql, after, upTo, limit),
    forgetEvents: (seqs) => events.forgetEvents(sql, seqs),
    async notify({ task: id, channel, message, by }) {
      await sql.run(
        'INSERT INTO notices(at, task, channel, message, by) VALUES (?1, ?2, ?3, ?4, ?5)',
        wall,
        await numberOf(id),
        channel,
        message,
        by,
      )
    },
  }

  function page(rows: TaskRow[], limit: number, place: (row: TaskRow) => string): Page<Task> {
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { rows: rows.slice(0, limit).map(seen), next: last && place(last) }
  }
}
