/** Who works on what, who is connected, and who needs help. */
import { useEffect } from 'preact/hooks'
import { l10n } from '../l10n.ts'
import { Connected } from './Connected.tsx'
import { Helping } from './Helping.tsx'
import { keepReading, reading } from './reading.ts'
import { Slots } from './Slots.tsx'

export function Agents() {
  useEffect(keepReading, [])
  const read = reading.value
  return (
    <main class="page agents" aria-label={l10n.t('Agents')}>
      <Helping />
      {read ? (
        <>
          <Slots reading={read} />
          <Connected clients={read.clients} />
        </>
      ) : (
        <p class="muted">{l10n.t('Reading who is there…')}</p>
      )}
    </main>
  )
}
