import { brief } from '../brief.ts'
import { standingOf } from '../checkpoint.ts'
import { seconds } from '../clock.ts'
import { reset } from '../finishing.ts'
import { claimOf, defaultLease, mustHold, mustHoldOrBeFree, release, renewed } from '../holding.ts'
import type { Tx } from '../ports.ts'
import { bind, isFree, pick, vacate } from '../slots.ts'
import type { Task } from '../task.ts'
import { type Context, current, takeFor, type UseCase } from '../use-case.ts'
import { expiry, line, row } from '../view.ts'

export const get_available_tasks: UseCase<'get_available_tasks'> = async (
  tx,
  { can = [], limit = 20, cursor },
  { who },
) => {
  const page = await tx.ready({ name: who.name, can }, limit, cursor)
  return { tasks: page.rows.map(row), ...(page.next && { next_cursor: page.next }) }
}

interface Wish {
  readonly can?: string[] | undefined
  readonly lease_seconds?: number | undefined
  readonly slot?: number | undefined
}

export const claim_task: UseCase<'claim_task'> = async (tx, { task_id, ...wish }, context) => {
  const task = await current(tx, task_id, context)
  return claim(tx, task, wish, await asOneOfMany(tx, context))
}

export const claim_next_task: UseCase<'claim_next_task'> = async (tx, { label, ...wish }, given) => {
  const context = await asOneOfMany(tx, given)
  const { rows } = await tx.ready({ name: context.who.name, can: wish.can ?? [], label }, 1, undefined)
  return rows[0] ? claim(tx, rows[0], wish, context) : { task_id: null }
}

async function claim(tx: Tx, task: Task, { can = [], lease_seconds, slot }: Wish, context: Context) {
  const { who, now, presence } = context
  if (slot !== undefined) await tx.saveSlot(bind(await tx.slots(), slot, who, now.awake, presence))
  const lease_ms = lease_seconds === undefined ? defaultLease : seconds(lease_seconds)
  const taken = await takeFor(tx, task, { implicit: false, lease_ms, can }, context)
  const text = brief({
    task: taken,
    ...(await standingOf(tx, taken)),
    handoffs: await tx.handoffs(taken.id, 3),
    artifacts: await tx.artifacts(taken.id),
  })
  return {
    ...line(taken),
    claim: claimOf(taken),
    lease_seconds: lease_ms / 1000,
    expires_at: expiry(taken, context).expires_at,
    title: taken.title,
    ...(taken.description && { description: taken.description }),
    ...(taken.goal && { goal: taken.goal }),
    ...(taken.done_when && { done_when: taken.done_when }),
    ...(slot !== undefined && { slot }),
    ...(text && { brief: text }),
  }
}

/** Two windows of one client that both work here are told apart: the second becomes `name#2`. */
async function asOneOfMany(tx: Tx, context: Context): Promise<Context> {
  const { who, nameIsDefault, presence } = context
  if (!nameIsDefault || who.stateless || !presence.othersNamed(who.name, who.connection)) return context
  const taken = async (name: string) =>
    (await tx.heldBy(name)).some(
      (t) =>
        t.hold &&
        !t.hold.implicit &&
        t.hold.connection !== who.connection &&
        !presence.isGone(t.hold.connection, context.now.awake),
    )
  if (!(await taken(who.name))) return context
  let n = 2
  while (await taken(`${who.name}#${n}`)) n++
  const name = `${who.name}#${n}`
  presence.goesBy(who.connection, name, context.now.awake)
  return { ...context, who: { ...who, name } }
}

export const heartbeat: UseCase<'heartbeat'> = async (tx, { task_id, lease_seconds }, context) => {
  const tasks = task_id === undefined ? await tx.heldBy(context.who.name) : [await current(tx, task_id, context)]
  const held = []
  for (const task of tasks) {
    if (task_id !== undefined) mustHold(task, context.who, context)
    if (!task.hold || (task_id === undefined && task.hold.connection !== context.who.connection)) continue
    const hold = renewed(
      task.hold,
      lease_seconds === undefined ? task.hold.ms : seconds(lease_seconds),
      context.now.awake,
    )
    const renewedTask = { ...task, hold }
    if (lease_seconds !== undefined) await tx.extend(renewedTask, hold.until)
    held.push({ task_id: task.id, expires_at: expiry(renewedTask, context).expires_at })
  }
  return { held }
}

export const release_task: UseCase<'release_task'> = async (tx, { task_id, reason }, context) => {
  const task = await current(tx, task_id, context)
  mustHoldOrBeFree(task, context.who, context)
  return line(await tx.save(release(task, context.now, reason)))
}

export const reset_failed_task: UseCase<'reset_failed_task'> = async (tx, { task_id }, { now }) =>
  line(await tx.save(reset(await tx.task(task_id), now.wall)))

export const claim_worker_slot: UseCase<'claim_worker_slot'> = async (tx, _input, { who, now, presence }) => {
  const slot = pick(await tx.slots(), who, now.awake, presence)
  await tx.saveSlot(slot)
  await tx.tell(null, 'slot_claimed', { slot: slot.slot, agent: who.name })
  return { slot: slot.slot }
}

export const release_worker_slot: UseCase<'release_worker_slot'> = async (tx, { slot }, { who, now, presence }) => {
  await tx.saveSlot(vacate(await tx.slots(), slot, who, now.awake, presence))
  await tx.tell(null, 'slot_released', { slot })
  return { slot, status: 'free' }
}

export const get_workers: UseCase<'get_workers'> = async (tx, _input, { now, presence }) => {
  const slots = []
  for (const slot of await tx.slots()) {
    if (isFree(slot, now.awake, presence) || slot.agent === null) {
      slots.push({ slot: slot.slot, status: 'free' as const })
      continue
    }
    const task = (await tx.heldBy(slot.agent)).find((t) => t.hold?.connection === slot.connection)
    slots.push({
      slot: slot.slot,
      status: task ? ('working' as const) : ('claimed' as const),
      agent: slot.agent,
      ...(task && { task_id: task.id }),
    })
  }
  return { slots }
}
