import type { Input } from '../../contract/operations/index.ts'
import { append, checkpointIn, mustTakeCheckpoint, observe } from '../checkpoint.ts'
import { TaskError } from '../error.ts'
import { exhaust, handOff, handoffOf } from '../handoff.ts'
import type { Artifact, Tx } from '../ports.ts'
import { ask } from '../question.ts'
import { bareName } from '../readiness.ts'
import { isOver } from '../status.ts'
import type { Task } from '../task.ts'
import { type Context, current, holdOrTake, type Prepared, placeIn, type UseCase } from '../use-case.ts'
import { artifactView, checkpointView, line } from '../view.ts'

export const save_checkpoint: UseCase<'save_checkpoint'> = async (tx, input, context) => {
  const task = await current(tx, input.task_id, context)
  if (input.automatic) return observed(tx, task, input, context)
  mustTakeCheckpoint(task, context.who, context)
  const saved = await append(tx, await holdOrTake(tx, task, context), checkpointIn(input) ?? {}, context)
  return { ...line(saved), checkpoint: saved.checkpoints }
}

/**
 * By a hook of the holder's client. That is another process than the agent's, so the name is all it can show, and all it
 * needs: it says what was seen and takes nothing.
 */
async function observed(tx: Tx, task: Task, input: Input<'save_checkpoint'>, { who, now }: Context) {
  if (!task.hold || bareName(task.hold.by).toLowerCase() !== bareName(who.name).toLowerCase()) {
    const message = `${task.id} is ${task.hold ? `held by ${task.hold.by}` : 'held by nobody'}; an automatic checkpoint is made for its holder alone.`
    throw new TaskError('not_owner', message, { task_id: task.id, status: task.status })
  }
  const seen = { agent: task.hold.by, at: now.wall, why: 'hook' }
  const saved = await observe(tx, task, checkpointIn(input) ?? {}, seen)
  return { ...line(saved), checkpoint: saved.checkpoints }
}

export const handoff_task: UseCase<'handoff_task'> = async (tx, { task_id, to_agent, reason = '' }, context) => {
  const task = await current(tx, task_id, context)
  const saved = await tx.save(handOff(task, { to: to_agent ?? null, reason }, context.who, context))
  await tx.addHandoff(saved, handoffOf(task, saved, reason, context))
  return { ...line(saved), offered_to: saved.offer?.to ?? null }
}

export const mark_exhausted: UseCase<'mark_exhausted'> = async (tx, { task_id, reason }, context) => {
  const task = await current(tx, task_id, context)
  return line(await tx.save(exhaust(task, reason, context.who, context)))
}

export const request_input: UseCase<'request_input'> = async (tx, { task_id, question, options = [] }, context) => {
  const task = await current(tx, task_id, context)
  const { who, now, ids } = context
  const asked = { id: ids.next(), text: question, options, asked_by: who.name, at: now.wall }
  const held = await holdOrTake(tx, task, context)
  return { ...line(await tx.save(ask(held, asked, who, context))), question_id: asked.id }
}

type Kept = { sha256: string; bytes: number } | undefined

export const attach_artifact: Prepared<'attach_artifact', Kept> = {
  async prepare({ path, content, url }, { shelf }) {
    if ([path, content, url].filter((source) => source !== undefined).length !== 1) {
      throw new TaskError('invalid_input', 'attach_artifact takes exactly one of path, content and url.', {
        field: 'path',
      })
    }
    if (url !== undefined) {
      if (!/^(https?|task|vscode|file):/i.test(url))
        throw new TaskError('invalid_input', 'attach_artifact: "url" must begin with http: or https:.', {
          field: 'url',
        })
      return undefined
    }
    return shelf.keep(path !== undefined ? { path } : { text: content ?? '' })
  },
  async run(tx, { task_id, kind, name, path, url }, { who, now, ids, prepared }) {
    const task = await tx.task(task_id)
    if (isOver(task.status) && task.status === 'cancelled') {
      throw new TaskError('invalid_transition', `${task.id} was cancelled; attach it to another task.`, {
        task_id: task.id,
        status: task.status,
      })
    }
    const artifact: Artifact = {
      id: ids.next(),
      task: task.id,
      kind: kind ?? (url ? 'link' : path ? 'file' : 'text'),
      name: name ?? path?.split(/[\\/]/).at(-1) ?? url?.slice(0, 200) ?? kind ?? 'text',
      bytes: prepared?.bytes ?? null,
      sha256: prepared?.sha256 ?? null,
      url: url ?? null,
      added_by: who.name,
      at: now.wall,
    }
    await tx.addArtifact(artifact)
    await tx.tell(task, 'artifact_attached', {
      artifact_id: artifact.id,
      kind: artifact.kind,
      name: artifact.name,
      // So that the file, as it is later, can be found beside what was kept of it.
      ...(path !== undefined && { path }),
    })
    return artifactView(artifact) as Awaited<ReturnType<UseCase<'attach_artifact'>>>
  },
}

/** Characters sent at once where the caller sets no limit: about 4,000 tokens. */
const slice = 16_000

export const get_artifact: Prepared<'get_artifact', Awaited<ReturnType<UseCase<'get_artifact'>>>> = {
  async prepare({ artifact_id, offset = 0, limit = slice }, { store, shelf }) {
    const artifact = await store.read((tx) => tx.artifact(artifact_id))
    if (!artifact)
      throw new TaskError('not_found', `There is no artifact ${artifact_id}. get_task lists a task's artifacts.`, {
        artifact_id,
      })
    const view = artifactView(artifact) as Awaited<ReturnType<UseCase<'get_artifact'>>>
    if (artifact.sha256 === null) return view
    const bytes = await shelf.read(artifact.sha256)
    const text = asText(bytes)
    const end = offset + limit
    const length = text?.length ?? Math.ceil(bytes.length / 3) * 4
    const part = text === undefined ? { base64: base64(bytes, offset, end) } : { text: text.slice(offset, end) }
    return { ...view, ...part, ...(end < length && { next_offset: end }) }
  },
  run: async (_tx, _input, { prepared }) => prepared,
}

type Listed<N extends 'list_checkpoints' | 'list_artifacts'> = Awaited<ReturnType<UseCase<N>>>

export const list_checkpoints: UseCase<'list_checkpoints'> = async (tx, { task_id, limit = 20, cursor }) => {
  const task = await tx.task(task_id)
  const rows = await tx.checkpoints(task.id, placeIn('list_checkpoints', cursor), limit + 1)
  const page = rows.slice(0, limit)
  const checkpoints = page.map(checkpointView) as Listed<'list_checkpoints'>['checkpoints']
  return { checkpoints, ...(rows.length > limit && { next_cursor: String(page.at(-1)?.number) }) }
}

export const list_artifacts: UseCase<'list_artifacts'> = async (tx, { task_id, limit = 20, cursor }) => {
  const all = await tx.artifacts((await tx.task(task_id)).id)
  const from = placeIn('list_artifacts', cursor) ?? 0
  const artifacts = all.slice(from, from + limit).map(artifactView) as Listed<'list_artifacts'>['artifacts']
  return { artifacts, ...(from + limit < all.length && { next_cursor: String(from + limit) }) }
}

/** Undefined where the bytes are not UTF-8 text. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Characters `from` to `to` of it. Only the bytes behind them are looked at: 8 MB whole take seconds, and the host with them. */
function base64(bytes: Uint8Array, from: number, to: number): string {
  const first = Math.floor(from / 4)
  const part = bytes.subarray(first * 3, Math.ceil(to / 4) * 3)
  return btoa(Array.from(part, (b) => String.fromCharCode(b)).join('')).slice(from - first * 4, to - first * 4)
}
