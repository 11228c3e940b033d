import type { Input } from '../../contract/operations/index.ts'
import { depend } from '../dependencies.ts'
import { TaskError } from '../error.ts'
import type { Tx } from '../ports.ts'
import { changed, type Task } from '../task.ts'
import type { Context, UseCase } from '../use-case.ts'
import { line } from '../view.ts'

type New = Omit<Input<'create_task'>, 'agent' | 'idempotency_key'> & { readonly output?: string | undefined }

export const create_task: UseCase<'create_task'> = async (tx, input: New, context) => {
  const task = await create(tx, input, context)
  const blocking = task.open_deps > 0 ? (await tx.dependencies(task.id)).filter((d) => d.status !== 'done') : []
  return { ...line(task), title: task.title, ...(blocking.length > 0 && { blocked_by: blocking.map((d) => d.id) }) }
}

export const add_task: UseCase<'add_task'> = (tx, { id, description, dependencies, output }, context) =>
  create_task(tx, { task_id: id, description, depends_on: dependencies, output } as New, context)

export const create_tasks: UseCase<'create_tasks'> = async (tx, { tasks }, context) => {
  const ids = await idsFor(tx, tasks)
  const meant = (id: string) => ids.byRef.get(id.toLowerCase()) ?? id
  // All first, their dependencies after: any may name any.
  const created: Task[] = []
  for (const [i, { ref: _, depends_on: __, parent: ___, ...task }] of tasks.entries()) {
    created.push(await create(tx, { ...task, task_id: ids.inOrder[i] }, context))
  }
  const answer = []
  for (const [i, { ref, depends_on, parent }] of tasks.entries()) {
    let task = created[i] as Task
    if (parent)
      task = await tx.save(changed(task, { parent: (await tx.task(meant(parent))).id }, 'updated', context.now.wall))
    if (depends_on) task = await depend(tx, task, depends_on.map(meant), context)
    answer.push({ ...line(task), ...(ref && { ref }) })
  }
  return { tasks: answer }
}

async function idsFor(tx: Tx, tasks: readonly { ref?: string | undefined; task_id?: string | undefined }[]) {
  const byRef = new Map<string, string>()
  const inOrder: string[] = []
  const byHand = new Set(tasks.map(({ task_id }) => task_id?.toLowerCase()))
  const nextFree = async () => {
    let id = await tx.nextId()
    while (byHand.has(id.toLowerCase())) id = await tx.nextId()
    return id
  }
  for (const { ref, task_id } of tasks) {
    const id = task_id ?? (await nextFree())
    inOrder.push(id)
    for (const name of ref ? [ref, id] : [id]) {
      if (byRef.has(name.toLowerCase()))
        throw new TaskError('already_exists', `"${name}" stands twice in the list; give each task a name of its own.`, {
          name,
        })
      byRef.set(name.toLowerCase(), id)
    }
  }
  return { byRef, inOrder }
}

async function create(tx: Tx, input: New, context: Context): Promise<Task> {
  const title = input.title ?? firstLine(input.description ?? input.goal)
  if (!title)
    throw new TaskError('invalid_input', 'A task needs a title or a description. Give one of them.', { field: 'title' })
  if (input.task_id !== undefined) {
    const there = await tx.find(input.task_id)
    if (there)
      throw new TaskError(
        'already_exists',
        `${there.id} exists already ("${there.title}"). Choose another id, or leave it out.`,
        { task_id: there.id },
      )
  }
  const id = input.task_id ?? (await tx.nextId())
  const parent = input.parent === undefined ? null : (await tx.task(input.parent)).id
  const task = blank(id, title, parent, input, context)
  const saved = await tx.save({ before: null, task, kind: 'created', details: {} })
  return input.depends_on?.length ? depend(tx, saved, input.depends_on, context) : saved
}

function blank(id: string, title: string, parent: string | null, input: New, { who, now }: Context): Task {
  return {
    id,
    title,
    parent,
    description: input.description ?? null,
    goal: input.goal ?? null,
    status: 'open',
    priority: input.priority ?? 'normal',
    due: input.due === undefined ? null : Date.parse(input.due),
    labels: input.labels ?? [],
    needs: input.needs ?? [],
    open_deps: 0,
    hold: null,
    fence: 0,
    offer: null,
    waiting_for: null,
    question: null,
    evidence: null,
    attempts: 0,
    max_attempts: input.max_attempts ?? 3,
    expiries: 0,
    checkpoints: 0,
    done_when: input.done_when ?? null,
    needs_approval: input.needs_approval ?? false,
    output: input.output ?? null,
    error: null,
    repo_path: input.repo_path ?? null,
    worktree: input.worktree ?? null,
    external_id: input.external_id ?? null,
    created_by: who.name,
    created_at: now.wall,
    updated_at: now.wall,
    started_at: null,
    finished_at: null,
    version: 1,
  }
}

/** A title where none is given: the first line that says something, cut at a word. */
function firstLine(text: string | undefined): string | undefined {
  const first = text
    ?.split(/\r?\n/)
    .map((l) => l.replace(/\p{Cc}+/gu, ' ').trim())
    .find(Boolean)
  return first === undefined || first.length <= 120 ? first : `${first.slice(0, 119).replace(/\s+\S*$/, '')}…`
}
