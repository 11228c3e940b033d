/** What whoever carries on must know: one text, the same wherever work is resumed. */
import type { Standing } from './checkpoint.ts'
import type { Artifact, Checkpoint, Handoff } from './ports.ts'
import type { Task } from './task.ts'

export interface Story extends Partial<Standing> {
  readonly task: Task
  /** Oldest first. */
  readonly handoffs: readonly Handoff[]
  readonly artifacts: readonly Artifact[]
}

/** Undefined where nothing has happened yet: then the task speaks for itself. */
export function brief({ task, checkpoint, seen = [], handoffs, artifacts }: Story): string | undefined {
  const last = handoffs.at(-1)
  if (!checkpoint && seen.length === 0 && !last && artifacts.length === 0) return undefined
  const parts = [
    `${task.id}: ${task.title}`,
    said('Goal', task.goal ?? task.description),
    said('Done when', task.done_when),
    last &&
      ended(`Handed on by ${last.from ?? 'nobody'} to ${last.to ?? 'anyone'}${last.reason ? `: ${last.reason}` : ''}`),
    ...(checkpoint
      ? [`Checkpoint ${checkpoint.number} by ${checkpoint.agent}${automatically(checkpoint)}.`, ...standing(checkpoint)]
      : []),
    ...seen.flatMap((one) => [
      `Seen while ${one.agent} held it, up to checkpoint ${one.number}${automatically(one)}:`,
      ...standing(one),
    ]),
    artifacts.length > 0 &&
      list(
        'Artifacts (get_artifact)',
        artifacts.map((a) => `${a.id} ${a.kind} ${a.name}`),
      ),
    checkpoint?.resume_prompt ?? 'Carry on from here.',
  ]
  return parts.filter(Boolean).join('\n')
}

const automatically = ({ automatic }: Checkpoint) => (automatic ? ' (made automatically)' : '')

function standing(checkpoint: Checkpoint): (string | false | undefined)[] {
  const { git } = checkpoint
  return [
    list('Completed', checkpoint.completed_steps),
    list('Remaining', checkpoint.remaining_steps),
    said('Tests', checkpoint.test_results),
    list('Files', checkpoint.files),
    git &&
      said(
        'Git',
        [git.branch && `branch ${git.branch}`, git.commit && `commit ${git.commit}`, git.diff_stat]
          .filter(Boolean)
          .join(', '),
      ),
    said('Notes', checkpoint.notes),
  ]
}

const said = (what: string, text: string | null | undefined) => Boolean(text) && `${what}: ${text}`

const list = (what: string, items: readonly string[] | undefined) =>
  items !== undefined && items.length > 0 && `${what}:\n${items.map((item) => `- ${item}`).join('\n')}`

/** With one full stop, whether or not whoever wrote it set one. */
const ended = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`)
