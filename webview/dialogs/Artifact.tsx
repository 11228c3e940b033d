/** In a browser, which has no editor to open it: its text, its changes, a picture, and the way to save it. */
import { useEffect, useState } from 'preact/hooks'
import type { Output } from '../../src/contract/operations/index.ts'
import { l10n } from '../l10n.ts'
import { complain } from '../notices.ts'
import { Icon } from '../parts/Icon.tsx'
import { wire } from '../state.ts'
import { bytes } from '../task/Artifacts.tsx'
import { dialog } from './dialog.ts'
import { readLines } from './diff.ts'
import { Frame } from './Frame.tsx'

type Read = Output<'get_artifact'>

/** Characters of a text. What is longer is for other programs. */
const shown = 200_000

export function Artifact({ id }: { id: string }) {
  const [read, setRead] = useState<Read | undefined>(undefined)
  useEffect(() => {
    wire.call('get_artifact', { artifact_id: id, limit: shown }).then(setRead, (error: unknown) => {
      complain(error)
      dialog.value = undefined
    })
  }, [id])
  if (!read) return null
  return (
    <Frame wide title={read.name}>
      {read.url !== undefined && /^https?:/.test(read.url) && (
        <a href={read.url} target="_blank" rel="noreferrer">
          {read.url}
        </a>
      )}
      {read.text !== undefined && <Text text={read.text} isDiff={read.kind === 'diff'} />}
      {read.next_offset !== undefined && read.text !== undefined && (
        <p class="muted">{l10n.t('This is its beginning. Download it to read the rest.')}</p>
      )}
      {read.base64 !== undefined && <Picture read={read} />}
      {read.bytes !== undefined && (
        <a class="save" href={addressOf(read)} download={read.name}>
          <Icon name="desktop-download" />
          {l10n.t('Download ({0})', bytes(read.bytes))}
        </a>
      )}
    </Frame>
  )
}

/** Relative, as all addresses are. */
const addressOf = ({ artifact_id }: Read) => `artifacts/${encodeURIComponent(artifact_id)}`

/** The browser itself knows best whether it can show these bytes; an image never runs. */
function Picture({ read }: { read: Read }) {
  const [isNone, setNone] = useState(false)
  if (isNone) return <p class="muted">{l10n.t('It is neither text nor a picture, so it is not shown here.')}</p>
  return <img class="art-picture" src={addressOf(read)} alt={read.name} onError={() => setNone(true)} />
}

function Text({ text, isDiff }: { text: string; isDiff: boolean }) {
  const lines = isDiff ? readLines(text) : undefined
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre class={`brief${lines ? ' diff' : ''}`} tabIndex={0}>
      {lines?.map(({ mark, text: line }, at) => {
        const Line = mark === 'added' ? 'ins' : mark === 'removed' ? 'del' : 'span'
        return (
          <Line key={at} class={mark}>
            {`${line}\n`}
          </Line>
        )
      }) ?? text}
    </pre>
  )
}
