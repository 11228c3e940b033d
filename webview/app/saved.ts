/** Views of the board that a person gave a name: addresses, so that whatever an address says can be saved. */
import { signal } from '@preact/signals'
import type { SavedView } from '../../src/contract/board.ts'
import { dialog } from '../dialogs/dialog.ts'
import { l10n } from '../l10n.ts'
import { say } from '../notices.ts'
import type { Choice } from '../parts/Menu.tsx'
import { wire } from '../state.ts'
import { goTo, isFiltered, read, route, write } from './route.ts'

const saved = signal<readonly SavedView[]>(wire.views.get())

/** Where one is, whatever task is open. */
const here = () => {
  const { task: _, ...place } = route.value
  return write(place)
}

function keep(views: readonly SavedView[]): void {
  saved.value = views
  wire.views.set(views)
}

/** Under a name that is taken it takes that one's place. */
export function save(name: string): void {
  const view = { name, address: here() }
  const others = saved.peek().filter((one) => one.name.toLowerCase() !== name.toLowerCase())
  keep([...others, view].sort((a, b) => a.name.localeCompare(b.name)))
}

function forget(view: SavedView): void {
  const before = saved.peek()
  keep(before.filter((one) => one !== view))
  say(l10n.t('The view “{0}” is forgotten.', view.name), { label: l10n.t('Undo'), run: () => keep(before) })
}

export function savedChoices(): Choice[] {
  const address = here()
  const current = saved.value.find((view) => view.address === address)
  const isPlain = !isFiltered.value && !route.value.lanes
  return [
    ...saved.value.map((view) => ({
      label: view.name,
      icon: 'bookmark',
      checked: view === current,
      run: () => goTo(read(view.address)),
    })),
    ...(current
      ? [{ label: l10n.t('Forget “{0}”', current.name), icon: 'trash', run: () => forget(current) }]
      : [
          {
            label: l10n.t('Save This View…'),
            icon: 'add',
            why: isPlain ? l10n.t('Search, filter or group the board first.') : undefined,
            run: () => {
              dialog.value = { kind: 'saveView' }
            },
          },
        ]),
  ]
}
