import type { Input } from '../../contract/operations/index.ts'
import { append, checkpointIn } from '../checkpoint.ts'
import { depend } from '../dependencies.ts'
import { TaskError } from '../error.ts'
import { cancel, complete, fail, reset } from '../finishing.ts'
import { handOff, handoffOf } from '../handoff.ts'
import { claimOf, holds, implicitly, mustHoldOrBeFree, release, take } from '../holding.ts'
import type { Tx } from '../ports.ts'
import { changed, type Fields, type Task } from '../task.ts'
import { type Context, current, holdOrTake, saveDone, takeFor, type UseCase } from '../use-case.ts'
import { line } from '../view.ts'

export const update_task: UseCase<'update_task'> = async (tx, input, context) => {
  let task = await current(tx, input.task_id, context)
  mustBeVersion(task, input.version)
  const speaking = speaks(task, input, context)
  task = await holdFor(tx, task, input, speaking)
  task = await edit(tx, task, input, speaking)
  const checkpoint = checkpointIn(input)
  if (checkpoint) {
    mustHoldOrBeFree(task, speaking.who, speaking)
    task = await append(tx, await holdOrTake(tx, task, speaking), checkpoint, speaking)
  }
  task = await follow(tx, task, input, speaking)
  await goBy(tx, speaking.who.name, context)
  return {
    ...line(task),
    ...(task.hold && {
      current_owner: task.hold.by,
      ...(task.hold.by === speaking.who.name && { claim: claimOf(task) }),
    }),
    ...(checkpoint && { checkpoint: task.checkpoints }),
    version: task.version,
  }
}

function mustBeVersion(task: Task, version: number | undefined): void {
  if (version === undefined || version === task.version) return
  throw new TaskError(
    'version_conflict',
    `${task.id} is at version ${task.version}, not ${version}. Read it again, then send your change on top.`,
    {
      task_id: task.id,
      version: task.version,
    },
  )
}

/** `current_owner` is who speaks, unless the speaker holds the task and names somebody else: then it hands it on. */
function speaks(task: Task, { current_owner }: Input<'update_task'>, context: Context): Context {
  if (current_owner === undefined || !context.nameIsDefault || context.who.role !== 'agent') return context
  if (task.hold && task.hold.by !== current_owner && holds(task, context.who, context)) return context
  return { ...context, who: { ...context.who, name: current_owner } }
}

/** Who named itself by `current_owner` is known by that from then on, unless it works under another name already. */
async function goBy(tx: Tx, name: string, { who, presence, now }: Context): Promise<void> {
  if (name === who.name || who.stateless) return
  if ((await tx.heldBy(who.name)).some((task) => task.hold?.connection === who.connection)) return
  presence.goesBy(who.connection, name, now.awake)
}

/** in_progress, or naming an owner, takes the task; naming another while holding it hands it on. */
async function holdFor(
  tx: Tx,
  task: Task,
  { status, current_owner }: Input<'update_task'>,
  context: Context,
): Promise<Task> {
  const { who } = context
  if (current_owner !== undefined && current_owner !== who.name) {
    const change = handOff(task, { to: current_owner, reason: `Made ${current_owner} the owner` }, who, context)
    const saved = await tx.save(change)
    await tx.addHandoff(saved, handoffOf(task, saved, String(change.details.reason), context))
    return saved
  }
  if (status !== 'in_progress' && current_owner === undefined) return task
  if (status !== undefined && status !== 'in_progress') return task
  if (!task.hold) return takeFor(tx, task, implicitly, context)
  if (!holds(task, who, context)) take(task, who, implicitly, context)
  mustHoldOrBeFree(task, who, context)
  return task
}

/** Anyone may sharpen what a task says; what was made of it is its holder's. */
const holdersOwn = ['output', 'error', 'repo_path', 'worktree', 'needs_approval'] as const

async function edit(tx: Tx, task: Task, input: Input<'update_task'>, context: Context): Promise<Task> {
  const plain = [
    'title',
    'description',
    'goal',
    'priority',
    'labels',
    'needs',
    'done_when',
    'external_id',
    ...holdersOwn,
  ] as const
  const given = plain.filter((field) => input[field] !== undefined)
  const fields: Fields = Object.fromEntries(given.map((field) => [field, input[field]]))
  const links: Fields = {
    ...(input.due !== undefined && { due: input.due === null ? null : Date.parse(input.due) }),
    ...(input.parent !== undefined && { parent: input.parent === null ? null : (await tx.task(input.parent)).id }),
  }
  if (holdersOwn.some((field) => input[field] !== undefined)) mustHoldOrBeFree(task, context.who, context)
  if (task.needs_approval && input.needs_approval === false && context.who.role === 'agent') {
    throw new TaskError('forbidden', `${task.id} asks for a person's approval; only a person may lift that.`, {
      task_id: task.id,
      needs: 'person',
    })
  }
  const change = changed(task, { ...fields, ...links }, 'updated', context.now.wall)
  const edited = given.length + Object.keys(links).length > 0 ? await tx.save(change) : task
  return input.depends_on ? depend(tx, edited, input.depends_on, context) : edited
}

/** What a status that was asked for means as an operation. */
async function follow(
  tx: Tx,
  task: Task,
  { status, error, output }: Input<'update_task'>,
  context: Context,
): Promise<Task> {
  const { who, now } = context
  switch (status) {
    case undefined:
    case 'in_progress':
      return task
    case 'done':
      return (await saveDone(tx, complete(task, { output, evidence: null }, who, context))).task
    case 'failed':
      return tx.save(fail(task, error, who, context))
    case 'cancelled':
      return tx.save(cancel(task, undefined, who, context))
    case 'open':
      if (task.status === 'open') return task
      if (task.status === 'failed') return tx.save(reset(task, now.wall))
      mustHoldOrBeFree(task, who, context)
      return tx.save(release(task, now))
    default:
      if (task.status === status) return task
      throw new TaskError('invalid_transition', `update_task does not set ${status}. Use ${instead[status]}.`, {
        task_id: task.id,
        status: task.status,
      })
  }
}

const instead = {
  input_required: 'request_input',
  handoff_ready: 'handoff_task',
  agent_exhausted: 'mark_exhausted',
} as const
