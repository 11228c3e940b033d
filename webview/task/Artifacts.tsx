import type { TaskPicture } from '../data/picture.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Icon } from '../parts/Icon.tsx'
import { now, wire } from '../state.ts'
import { clock, whole } from '../times.ts'

type Artifact = NonNullable<TaskPicture['task']['artifacts']>[number]

const icons: Record<Artifact['kind'], string> = {
  file: 'file-code',
  diff: 'diff',
  log: 'output',
  text: 'file-text',
  link: 'link-external',
}

export function bytes(size: number): string {
  if (size < 1000) return l10n.t('{0} bytes', size)
  if (size < 1_000_000) return `${Math.round(size / 1000)} KB`
  return `${(size / 1_000_000).toFixed(1)} MB`
}

export function Artifacts({ task: { artifacts = [] } }: { task: TaskPicture['task'] }) {
  if (artifacts.length === 0) return null
  const seen = new Set<string>()
  const again = new Set(
    artifacts.flatMap(({ artifact_id, name }) => (seen.size === seen.add(name).size ? [artifact_id] : [])),
  )
  return (
    <section aria-labelledby="artifacts">
      <h2 class="h2" id="artifacts">
        {l10n.t('Artifacts')}
        <span class="count">{artifacts.length}</span>
      </h2>
      <ul>
        {[...artifacts].reverse().map((artifact) => (
          <li key={artifact.artifact_id} class="art">
            <Icon name={icons[artifact.kind]} />
            <span class="ell" title={`${artifact.name}\n${artifact.added_by}, ${whole(artifact.at)}`}>
              {artifact.name}
            </span>
            <span class="clock">
              {artifact.bytes === undefined ? clock(artifact.at, now.value) : bytes(artifact.bytes)}
            </span>
            <span class="grow" />
            <Action
              wish={{ kind: 'artifact', artifact_id: artifact.artifact_id }}
              label={labelOf(artifact, again.has(artifact.artifact_id))}
              title={artifact.url}
              look="quiet"
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function labelOf({ kind }: Artifact, hasEarlier: boolean): string {
  if (kind === 'diff') return l10n.t('Open Diff')
  // Only an editor has something to compare with.
  if (kind === 'link' || !wire.deed) return l10n.t('Open')
  return kind === 'file' || hasEarlier ? l10n.t('Compare') : l10n.t('Open')
}
