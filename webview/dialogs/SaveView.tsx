import { save } from '../app/saved.ts'
import { l10n } from '../l10n.ts'
import { Frame } from './Frame.tsx'
import { Line } from './fields.tsx'

export function SaveView() {
  return (
    <Frame
      title={l10n.t('Save this view')}
      send={{
        label: l10n.t('Save'),
        run: async (fields) => save(String(fields.get('name')).trim()),
      }}
    >
      <Line
        name="name"
        label={l10n.t('Name')}
        hint={l10n.t('It keeps the search, the filters and the lanes, not the tasks.')}
        max={60}
        required
        first
      />
    </Frame>
  )
}
