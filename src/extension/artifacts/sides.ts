/**
 * Both sides of each file of a diff. The content before is looked for where it may be kept, and only taken where the
 * diff fits it, so what is shown is never made up.
 */
import { applied, type FileDiff, fragments, readDiff, reverted } from './unified.ts'

export interface Sides {
  readonly path: string
  /** Undefined: there is no such side, the file is new or deleted. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** The file on disk is the side after, so it can be worked on. */
  readonly isCurrent: boolean
  /** Only the places that changed are known. */
  readonly partial: boolean
}

/** Where contents may be had; each undefined where there is none. */
export interface Sources {
  blob(name: string): Promise<string | undefined>
  commit(commit: string | undefined, path: string): Promise<string | undefined>
  current(path: string): Promise<string | undefined>
  /** Commits that the work stood at, most likely first; the last one of the branch is tried before them. */
  readonly commits: readonly string[]
}

export async function sidesOf(diff: string, sources: Sources): Promise<Sides[]> {
  const sides: Sides[] = []
  for (const file of readDiff(diff)) if (!file.binary) sides.push(await sidesOfFile(file, sources))
  return sides
}

async function sidesOfFile(file: FileDiff, sources: Sources): Promise<Sides> {
  const { before, after, hunks } = file
  const path = after ?? before ?? ''
  const current = after === undefined ? undefined : await sources.current(after)
  const found = (was: string | undefined, is: string | undefined): Sides => ({
    path,
    before: was,
    after: after === undefined ? undefined : is,
    isCurrent: is !== undefined && after !== undefined && is === current,
    partial: false,
  })
  if (before === undefined) {
    const is = applied('', hunks)
    // A file that ends in a line break has one more, empty line than its hunk tells.
    if (is !== undefined)
      return found(undefined, [is, `${is}\n`, is.replace(/\n$/, '')].find((text) => text === current) ?? is)
  } else {
    for await (const was of contents(file, before, sources)) {
      const is = applied(was, hunks)
      if (is !== undefined) return found(was, is)
    }
    const was = current === undefined ? undefined : reverted(current, hunks)
    if (was !== undefined) return found(was, current)
  }
  const { before: was, after: is } = fragments(hunks)
  return {
    path,
    before: before === undefined ? undefined : was,
    after: after === undefined ? undefined : is,
    isCurrent: false,
    partial: true,
  }
}

async function* contents(file: FileDiff, before: string, { blob, commit, commits, current }: Sources) {
  const places = [
    () => (file.blob === undefined || /^0+$/.test(file.blob) ? undefined : blob(file.blob)),
    () => commit(undefined, before),
    ...commits.map((one) => () => commit(one, before)),
    () => current(before),
  ]
  for (const place of places) {
    const text = await place()
    if (text !== undefined) yield text
  }
}
