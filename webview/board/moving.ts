/** Moves a task as its drop or the menu says, and shows it at once. */
import type { Card } from '../data/card.ts'
import { dialog } from '../dialogs/dialog.ts'
import { l10n } from '../l10n.ts'
import { complain, say } from '../notices.ts'
import { given, wire } from '../state.ts'
import { type Action, act, call, optimistically, wish } from '../wishes.ts'
import { type Column, columnName, moveTo, type Place } from './columns.ts'

/** How a task will stand, so that it need not be waited for. */
const looks: Partial<Record<Action, () => object>> = {
  claim: () => ({ status: 'in_progress', current_owner: given.name, ready: false }),
  reset: () => ({ status: 'open', ready: true }),
  complete: () => ({ status: 'done', finished_at: new Date().toISOString() }),
  approve: () => ({ status: 'done', finished_at: new Date().toISOString() }),
}

export function move(card: Card, place: Place): void {
  const to = moveTo(card, place)
  if ('why' in to) complain(new Error(to.why), card.task_id)
  else if (to.to !== undefined) dialog.value = { kind: 'handOff', about: card, to: to.to }
  else if (!looks[to.action])
    wish({ kind: 'act', action: to.action }, card) // what asks first is not shown before
  else void show(card, place.column, to.action)
}

async function show(card: Card, column: Column, action: Action): Promise<void> {
  const { task_id } = card
  await optimistically(task_id, looks[action]?.() ?? {}, async () => {
    await act(action, card)
    say(l10n.t('{0} is in “{1}” now.', task_id, columnName(column)), {
      label: l10n.t('Undo'),
      run: () => void undoLast(task_id).catch(complain),
    })
  })
}

/** What happened last to a task is taken back, where nothing newer stands on it. */
async function undoLast(task_id: string): Promise<void> {
  const { events } = await wire.call('get_history', { task_id, limit: 5 })
  // A host notes where a task stands beside what people do with it.
  const last = events.find(({ kind, details }) => kind !== 'checkpoint_saved' || details?.automatic !== true)
  if (last) await call('undo', { task_id, seq: last.seq })
}
