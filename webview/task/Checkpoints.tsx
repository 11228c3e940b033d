import { signal } from '@preact/signals'
import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { Action } from '../parts/Action.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Baton, Dot } from '../relay/marks.tsx'
import type { Story } from '../relay/story.ts'
import { testsOf } from '../relay/tests.ts'
import { given, now } from '../state.ts'
import { short, span, whole } from '../times.ts'
import { type Checkpoint, type Entry, filesOf, timeline } from './timeline.ts'

/** Checkpoints whose files are unfolded; the latest is at first. */
const unfolded = signal<ReadonlySet<number>>(new Set())
const shown = signal(30)
const fewFiles = 5

/** Brings a checkpoint into view and gives it the focus. */
export function reveal(number: number): void {
  const element = document.getElementById(`checkpoint-${number}`)
  element?.scrollIntoView({ block: 'center' })
  element?.focus({ preventScroll: true })
}

export function Checkpoints({ picture: { checkpoints }, story }: { picture: TaskPicture; story: Story }) {
  const entries = timeline(checkpoints, story)
  if (entries.length === 0) return null
  const latest = checkpoints.find(({ automatic }) => !automatic)?.number
  return (
    <section aria-labelledby="checkpoints">
      <h2 class="h2" id="checkpoints">
        {l10n.t('Checkpoints')}
        <span class="count">{checkpoints.filter(({ automatic }) => !automatic).length}</span>
      </h2>
      <ol class="cps">
        {entries
          .slice(0, shown.value)
          .map((entry) =>
            entry.kind === 'exchange' ? (
              <Exchange key={`e${entry.at}`} entry={entry} />
            ) : (
              <One
                key={entry.checkpoint.number}
                checkpoint={entry.checkpoint}
                isLatest={entry.checkpoint.number === latest}
              />
            ),
          )}
      </ol>
      {entries.length > shown.value && (
        <button type="button" class="quiet more" onClick={() => (shown.value += 100)}>
          {l10n.t('Show More')}
        </button>
      )}
    </section>
  )
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={whole(at)}>
      {short(at, now.value)}
    </time>
  )
}

function One({ checkpoint, isLatest }: { checkpoint: Checkpoint; isLatest: boolean }) {
  const { number, agent, at, automatic, notes, test_results, git } = checkpoint
  const tests = testsOf(test_results)
  const files = filesOf(checkpoint)
  const open = isLatest !== unfolded.value.has(number)
  return (
    <li class={`cp${automatic ? ' seen' : ''}`} id={`checkpoint-${number}`} tabIndex={-1}>
      <Time at={at} />
      <svg class="si mark" viewBox="0 0 16 16" aria-hidden="true">
        <Dot x={8} y={8} tests={automatic ? 'none' : tests} live={false} radius={automatic ? 2.5 : 4} />
      </svg>
      <div class="grow">
        <div class="line1">
          <Glyph agent={agent} past={automatic === true} />
          <strong class="ell">{agent}</strong>
          {automatic ? (
            <span class="test muted">{l10n.t('seen, not told')}</span>
          ) : (
            <Results tests={tests} text={test_results} />
          )}
          <span class="grow" />
          {git?.commit && (
            <span class="mono muted" title={git.branch ? `${git.branch}, ${git.commit}` : git.commit}>
              {git.commit.slice(0, 7)}
            </span>
          )}
        </div>
        {notes && <Markdown text={notes} />}
        {files.length > 0 && (
          <Files files={files} {...(git?.commit && { commit: git.commit })} open={open} toggle={() => toggle(number)} />
        )}
      </div>
    </li>
  )
}

function toggle(number: number): void {
  const next = new Set(unfolded.value)
  if (!next.delete(number)) next.add(number)
  unfolded.value = next
}

/** The first line of what the agent said of its tests; all of it on hover. */
function Results({ tests, text }: { tests: ReturnType<typeof testsOf>; text: string | undefined }) {
  if (!text?.trim()) return <span class="test muted">{l10n.t('no tests run')}</span>
  return (
    <span class={`test ${tests} ell`} title={text}>
      {tests !== 'none' && <Icon name={tests === 'pass' ? 'pass' : 'error'} />}
      <span class="ell">{text.trim().split('\n')[0]}</span>
    </span>
  )
}

interface FilesProps {
  readonly files: ReturnType<typeof filesOf>
  readonly commit?: string
  readonly open: boolean
  readonly toggle: () => void
}

function Files({ files, commit, open, toggle: fold }: FilesProps) {
  const count = files.length === 1 ? l10n.t('1 file') : l10n.t('{0} files', files.length)
  const few = files.length <= fewFiles && open
  return (
    <>
      {!few && (
        <button type="button" class="link" aria-expanded={open} onClick={fold}>
          {count}
        </button>
      )}
      {open && (
        <ul class="files">
          {files.map(({ path, added, removed }) => (
            <li key={path} class="file">
              <Icon name="file-code" small />
              <span class="ell mono grow" title={path}>
                <bdi>{path}</bdi>
              </span>
              {added !== undefined && (
                <span class="mono">
                  <span class="add">+{added}</span> <span class="del">−{removed}</span>
                </span>
              )}
              {/* A browser has no files of the workspace to show. */}
              {given.editor && (
                <Action
                  wish={{ kind: 'file', path, ...(commit && { commit }) }}
                  label={commit ? l10n.t('Open Diff of {0}', path) : l10n.t('Open {0}', path)}
                  icon={commit ? 'diff' : 'go-to-file'}
                  look="icon-btn"
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Exchange({ entry: { at, leg, end, next } }: { entry: Extract<Entry, { kind: 'exchange' }> }) {
  return (
    <li class="cp hand">
      <Time at={at} />
      <svg class="si mark" viewBox="0 0 16 16" aria-hidden="true">
        <g transform={`translate(8 8) rotate(${end.how === 'passed' || end.how === 'put' ? -45 : 0})`}>
          <Baton lie={end.how} length={15} thick={5.5} />
        </g>
      </svg>
      <div class="muted">{exchanged(leg.agent, end, next)}</div>
    </li>
  )
}

function exchanged(
  from: string,
  end: Story['legs'][number]['end'] & object,
  next: { agent: string; from: string } | undefined,
) {
  const picked = next && l10n.t('picked up by {0} after {1}', next.agent, span(end.at, next.from))
  const text = {
    passed: () => l10n.t('Passed from {0} to {1}', from, next?.agent ?? ''),
    put: () => (end.to ? l10n.t('Put down by {0} for {1}', from, end.to) : l10n.t('Put down by {0}', from)),
    dropped: () => l10n.t('Dropped by {0}: the lease ran out', from),
    failed: () => l10n.t('{0} failed', from),
    cancelled: () => l10n.t('Cancelled while {0} held it', from),
    taken: () => l10n.t('Taken from {0}', from),
    finished: () => l10n.t('Finished by {0}', from),
  }[end.verb]()
  return end.verb === 'passed' || !picked ? text : `${text}, ${picked}`
}
