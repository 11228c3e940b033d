import { useEffect, useState } from 'preact/hooks'
import type { Output } from '../../src/contract/operations/index.ts'
import { l10n } from '../l10n.ts'
import { complain } from '../notices.ts'
import { wire } from '../state.ts'
import { dialog } from './dialog.ts'
import { Frame } from './Frame.tsx'

/** In a browser, which has no editor to open it: its text, or what may be saved. */
export function Artifact({ id }: { id: string }) {
  const [read, setRead] = useState<Output<'get_artifact'> | undefined>(undefined)
  useEffect(() => {
    wire.call('get_artifact', { artifact_id: id }).then(setRead, (error: unknown) => {
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
      {read.text !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre class="brief" tabIndex={0}>
          {read.text}
        </pre>
      )}
      {read.next_offset !== undefined && (
        <p class="muted">{l10n.t('This is its beginning. `baton call get_artifact` reads the rest.')}</p>
      )}
      {read.base64 !== undefined && <p class="muted">{l10n.t('It is no text. Open it from the editor.')}</p>}
    </Frame>
  )
}
