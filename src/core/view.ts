/** How a task looks from outside. Nothing empty is sent. */
import type { BatonEvent } from '../contract/baton.ts'
import type { Status } from '../contract/words.ts'
import { brief, type Story } from './brief.ts'
import { type Instant, rfc3339 } from './clock.ts'
import { type Scene, secondsLeft } from './holding.ts'
import type { Artifact, Checkpoint, Handoff } from './ports.ts'
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
  const heard = task.hold && scene.presence.lastHeard(task.hold)
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
    lease: task.hold && !task.hold.implicit && task.status === 'in_progress' ? expiry(task, scene) : undefined,
    silent_seconds: heard ? Math.round((scene.now.awake - heard) / 1000) : undefined,
    attempts: task.attempts || undefined,
    repo_path: task.repo_path,
    worktree: task.worktree,
    done_when: task.done_when,
    needs_approval: task.needs_approval || undefined,
    waiting_for: task.waiting_for,
    question: task.question && {
      question_id: task.question.id,
      question: task.question.text,
      ...(task.question.options.length > 0 && { options: [...task.question.options] }),
      asked_by: task.question.asked_by,
      at: rfc3339(task.question.at),
    },
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
