/** Checkpoints and what lay between them, newest first. */
import type { TaskPicture } from '../data/picture.ts'
import type { End, Leg, Story } from '../relay/story.ts'

export type Checkpoint = TaskPicture['checkpoints'][number]

export type Entry =
  | { readonly kind: 'checkpoint'; readonly at: string; readonly checkpoint: Checkpoint }
  | {
      readonly kind: 'exchange'
      readonly at: string
      readonly leg: Leg
      readonly end: End
      readonly next: Leg | undefined
    }

export function timeline(checkpoints: readonly Checkpoint[], { legs }: Story): Entry[] {
  const exchanges = legs.flatMap((leg, i): Entry[] =>
    leg.end ? [{ kind: 'exchange', at: leg.end.at, leg, end: leg.end, next: legs[i + 1] }] : [],
  )
  const saved = checkpoints.map((checkpoint): Entry => ({ kind: 'checkpoint', at: checkpoint.at, checkpoint }))
  // In one millisecond a checkpoint comes before the exchange that follows it.
  return [...exchanges, ...saved].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(a.kind === 'checkpoint') - Number(b.kind === 'checkpoint'),
  )
}

export interface Changed {
  readonly path: string
  /** Undefined where the summary does not tell. */
  readonly added: number | undefined
  readonly removed: number | undefined
}

/**
 * Files of a checkpoint with how many lines came and went, as far as git's summary tells: its row of + and - is exact
 * only while it need not be shortened.
 */
export function filesOf({ files = [], git }: Checkpoint): Changed[] {
  const counts = new Map<string, { added: number; removed: number }>()
  for (const line of git?.diff_stat?.split('\n') ?? []) {
    const [, path = '', total, marks = ''] = /^ ?(.+?)\s+\|\s+(\d+) ?([+-]*)$/.exec(line) ?? []
    const added = marks.lastIndexOf('+') + 1
    if (path && Number(total) === marks.length) counts.set(path.trim(), { added, removed: marks.length - added })
  }
  const named = new Set([...files, ...counts.keys()])
  return [...named].map((path) => ({ path, added: counts.get(path)?.added, removed: counts.get(path)?.removed }))
}
