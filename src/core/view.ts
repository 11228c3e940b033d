/** How a task looks from outside. Nothing empty is sent. */
import type { BatonEvent } from '../contract/baton.ts'
import type { Status } from '../contract/words.ts'
import { brief, type Story } from './brief.ts'
import { type Instant, rfc3339 } from './clock.ts'
import { type Scene, type Speaker, secondsLeft } from './holding.ts'
import { movesOf } from './moves.ts'
import type { Artifact, Beside, Checkpoint, Handoff } from './ports.ts'
import { isReady } from './readiness.ts'
import type { Task } from './task.ts'

export const line = (task: Task) => ({ task_id: task.id, status: task.status })

export const row = (task: Task) =>
  filled({
    ...line(task),
    title: task.title,
    owner: task.hold?.by,
    priority: task.priority === 'normal' ? undefined : task.priority,
  })

export const expiry = (task: Task, scene: Scene) => {
  const left = task.hold ? secondsLeft(task.hold, scene) : 0
  return { seconds_left: left, expires_at: rfc3339(scene.now.wall + left * 1000) }
}

/** The task's own fields, for lists in full and, with its story, for get_task. */
export function whole(task: Task, scene: Scene) {
  return filled({
    ...line(task),
    title: task.title,
    description: task.description,
    goal: task.goal,
    priority: task.priority,
    due: time(task.due),
    labels: task.labels,
    needs: task.needs,
    parent: task.parent,
    ready: isReady(task),
    current_owner: task.hold?.by,
    offered_to: task.offer?.to,
    lease: leaseOf(task, scene),
    silent_seconds: silence(task, scene),
    attempts: task.attempts || undefined,
    repo_path: task.repo_path,
    worktree: task.worktree,
    done_when: task.done_when,
    needs_approval: task.needs_approval || undefined,
    waiting_for: task.waiting_for,
    question: questionOf(task),
    evidence: task.evidence,
    output: task.output,
    error: task.error,
    external_id: task.external_id,
    created_by: task.created_by,
    created_at: rfc3339(task.created_at),
    updated_at: rfc3339(task.updated_at),
    started_at: time(task.started_at),
    finished_at: time(task.finished_at),
    version: task.version,
  })
}

/** Nobody waits for the end of an implicit hold, or while a person is asked. */
const leaseOf = (task: Task, scene: Scene) =>
  task.hold && !task.hold.implicit && task.status === 'in_progress' ? expiry(task, scene) : undefined

function silence(task: Task, { now, presence }: Scene): number | undefined {
  const heard = task.hold && presence.lastHeard(task.hold)
  return heard ? Math.round((now.awake - heard) / 1000) : undefined
}

const questionOf = ({ question }: Task) =>
  question && {
    question_id: question.id,
    question: question.text,
    ...(question.options.length > 0 && { options: [...question.options] }),
    asked_by: question.asked_by,
    at: rfc3339(question.at),
  }

/** What a board shows of a task. `who` looks at it, and is told what a person may do. */
export function card(task: Task, beside: Beside, who: Speaker, scene: Scene) {
  const { checkpoint, handoff } = beside
  const before = carriers(task, beside.takers)
  return filled({
    ...line(task),
    title: task.title,
    priority: task.priority === 'normal' ? undefined : task.priority,
    labels: task.labels,
    due: time(task.due),
    ready: isReady(task),
    blocked_by: beside.blocked_by,
    current_owner: task.hold?.by,
    offered_to: task.offer?.to,
    lease: leaseOf(task, scene),
    silent_seconds: silence(task, scene),
    attempts: task.attempts || undefined,
    waiting_for: task.waiting_for,
    question: questionOf(task),
    evidence: task.waiting_for === 'approval' ? task.evidence : undefined,
    error: task.status === 'failed' ? task.error : undefined,
    worktree: task.worktree,
    parent: task.parent,
    needs_approval: task.needs_approval || undefined,
    version: task.version,
    created_by: task.created_by,
    created_at: rfc3339(task.created_at),
    updated_at: rfc3339(task.updated_at),
    started_at: time(task.started_at),
    finished_at: time(task.finished_at),
    steps: steps(beside),
    carriers: before.slice(-2),
    earlier: Math.max(0, before.length - 2) || undefined,
    handoff: handoff && filled({ ...handoff, reason: handoff.reason || undefined, at: rfc3339(handoff.at) }),
    checkpoint_at: checkpoint && rfc3339(checkpoint.at),
    artifacts: beside.artifacts || undefined,
    moves: movesOf(task, who, scene),
  })
}

/** What the picture of a plan shows of a task. */
export const node = (task: Task, beside: Beside | undefined, scene: Scene) =>
  filled({ ...row(task), ready: isReady(task), lease: leaseOf(task, scene), steps: beside && steps(beside) })

function steps({ checkpoint }: Beside) {
  const done = checkpoint?.done ?? 0
  const total = done + (checkpoint?.remaining ?? 0)
  return total > 0 ? { done, total } : undefined
}

/** Who had it before whoever has it now. One who took it again carried on. */
function carriers(task: Task, takers: readonly string[]): string[] {
  const legs = takers.filter((name, at) => name !== takers[at - 1])
  return task.hold && legs.at(-1) === task.hold.by ? legs.slice(0, -1) : legs
}

export function told(story: Story, dependencies: readonly { id: string; status: Status }[], scene: Scene) {
  const { task } = story
  // Where no agent ever said a word, what was seen has to do.
  const checkpoint = story.checkpoint ?? story.seen?.at(-1)
  const blocking = task.status === 'done' ? [] : dependencies.filter((d) => d.status !== 'done')
  return filled({
    ...whole(task, scene),
    depends_on: dependencies.map((d) => d.id),
    blocked_by: blocking.map((d) => ({ task_id: d.id, status: d.status })),
    checkpoint: checkpoint && checkpointBeside(checkpoint),
    completed_steps: checkpoint?.completed_steps,
    remaining_steps: checkpoint?.remaining_steps,
    resume_prompt: checkpoint?.resume_prompt,
    handoffs: story.handoffs.map(handoffView),
    artifacts: story.artifacts.map(artifactView),
    brief: brief(story),
  })
}

/** The steps stand beside it in a task's own view. */
const checkpointBeside = ({
  number,
  agent,
  at,
  automatic,
  completed_steps: _,
  remaining_steps: __,
  resume_prompt: ___,
  ...rest
}: Checkpoint) => checkpointView({ number, agent, at, automatic, ...rest })

export const checkpointView = ({ at, automatic, ...rest }: Checkpoint) =>
  filled({ ...rest, at: rfc3339(at), automatic: automatic || undefined })

const handoffView = (h: Handoff) =>
  filled({
    from: h.from,
    to: h.to,
    reason: h.reason,
    at: rfc3339(h.at),
    checkpoint: h.checkpoint,
    accepted_by: h.accepted_by,
    accepted_at: time(h.accepted_at),
  })

export const artifactView = (a: Artifact) =>
  filled({
    artifact_id: a.id,
    task_id: a.task,
    kind: a.kind,
    name: a.name,
    bytes: a.bytes,
    sha256: a.sha256,
    url: a.url,
    added_by: a.added_by,
    at: rfc3339(a.at),
  })

export const eventView = ({ changed, details, ...rest }: BatonEvent) => ({
  ...rest,
  ...(Object.keys(changed).length > 0 && { changed: changed as unknown as Record<string, unknown[]> }),
  ...(Object.keys(details).length > 0 && { details }),
})

const time = (at: Instant | null) => (at === null ? undefined : rfc3339(at))

type Filled<T> = { [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: Exclude<T[K], null | undefined>
}

/** Without what is null, undefined, or an empty list. */
function filled<T extends object>(fields: T): Filled<T> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue
    out[key] = value
  }
  return out as Filled<T>
}
