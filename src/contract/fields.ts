/** The fields that operations are made of. Every field has a bound; what a bound is for is said where it is not plain. */
import * as z from 'zod'
import { artifactKinds, priorities, type Status, statuses, statusSynonyms } from './words.ts'

/** Text that is trimmed of nothing: what an agent wrote is kept as it is. `max` counts UTF-16 units. */
export const text = (max: number) => z.string().max(max)
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]+$/u, 'must be one line without control characters')

export const TaskId = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    'must be letters, digits, ".", "_" or "-", with a letter or digit at both ends',
  )
/** A person reads it in lists; longer names are cut by no one, so they are refused. */
export const AgentName = line(64)
export const Title = line(200)
export const Prose = text(20_000)
export const Reason = text(2_000)
export const Path = line(4_096)
export const Label = line(50)
export const Labels = z.array(Label).max(20)
/** What a task asks of whoever takes it ("gpu", "python"); a claim says what it can do in `can`. */
export const Skills = z.array(Label).max(20)
export const Dependencies = z.array(TaskId).max(100)
const Steps = z.array(text(1_000)).max(200)
export const PriorityName = z.enum(priorities)
export const ArtifactKindName = z.enum(artifactKinds)
/** Wire form of `Hold` plus its fence: `<task_id>:<fence>:<holder>`. */
export const Claim = z.string().max(200)
export const Version = z.int().min(1)
export const LeaseSeconds = z.int().min(10).max(86_400)
export const Slot = z.int().min(1).max(1_000)
export const Limit = z.int().min(1).max(200)
export const Cursor = z.string().min(1).max(200)
export const IdempotencyKey = line(200)

const known: Record<string, Status> = { ...statusSynonyms, ...Object.fromEntries(statuses.map((s) => [s, s])) }
/** Takes the other designs' words too; the schema that clients see lists only ours. */
export const StatusName = z.preprocess(
  (word) => (typeof word === 'string' ? (known[word] ?? word) : word),
  z.enum(statuses),
)

/** An RFC 3339 instant; without a zone it is UTC. A date alone is its midnight, UTC. Read as the same instant with a zone. */
export const Due = z
  .string()
  .max(40)
  .regex(
    /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/,
    'must be a date and time such as 2026-04-20T12:00:00Z',
  )
  .refine((s) => !Number.isNaN(instant(s)), 'is not a date that exists')
  .transform((s) => new Date(instant(s)).toISOString())

const firstDay = Date.parse('0000-01-01T00:00Z')
const afterLastDay = Date.parse('+010000-01-01T00:00Z')

/** Milliseconds since 1970 of what `Due` lets through. */
function instant(due: string): number {
  const [, date = '', time = '00:00', zone = 'Z'] = /^(\S{10})(?:[Tt ]([\d:.]+))?(.*)$/.exec(due) ?? []
  const day = new Date(`${date}T00:00Z`)
  // Date would roll the 31st of April over into May.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return Number.NaN
  const at = Date.parse(`${date}T${time}${(zone || 'Z').toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`)
  // A zone can carry it out of the years that RFC 3339 can write.
  return at >= firstDay && at < afterLastDay ? at : Number.NaN
}

/** Where the work stood, as git tells it. */
const Git = z.object({
  branch: text(255).optional(),
  commit: text(64).optional(),
  diff_stat: text(4_000).optional(),
})

/** What a checkpoint keeps; all of it optional, because half a note is better than none. */
export const checkpointFields = {
  completed_steps: Steps.optional(),
  remaining_steps: Steps.optional(),
  test_results: text(10_000).optional(),
  files: z.array(Path).max(200).optional(),
  git: Git.optional(),
  notes: Prose.optional(),
  resume_prompt: Prose.optional(),
}
