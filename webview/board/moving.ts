/** Moves tasks as their drop or the menu says, and shows it at once. */
import type { Card } from '../data/card.ts'
import { dialog } from '../dialogs/dialog.ts'
import { l10n } from '../l10n.ts'
import { complain, say } from '../notices.ts'
import { given, wire } from '../state.ts'
import { type Action, act, call, optimistically, wish } from '../wishes.ts'
import { columnName, isIn, type Move, moveTo, type Place } from './columns.ts'
import { unselect } from './selection.ts'

/** How a task will stand, so that it need not be waited for. */
const looks: Partial<Record<Action, () => object>> = {
  claim: () => ({ status: 'in_progress', current_owner: given.name, ready: false }),
  reset: () => ({ status: 'open', ready: true }),
  complete: () => ({ status: 'done', finished_at: new Date().toISOString() }),
  approve: () => ({ status: 'done', finished_at: new Date().toISOString() }),
}

type Way = Exclude<Move, { readonly why: string }> & { readonly card: Card }

export function move(cards: readonly Card[], place: Place): void {
  const moves = cards.filter((card) => !isIn(card, place)).map((card) => ({ card, ...moveTo(card, place) }))
  const refused = moves.filter((one) => 'why' in one)
  const ways = moves.filter((one) => 'action' in one)
  tell(refused)
  unselect()
  const quick = ways.filter(({ action }) => looks[action])
  if (quick.length > 0) void show(quick, place)
  // What asks first is not shown before.
  const asking = ways.filter(({ action }) => !looks[action])
  const mine = asking.filter(({ action, card }) => action === 'release' && card.current_owner === given.name)
  for (const { card } of mine) wish({ kind: 'act', action: 'release' }, card)
  ask(asking.filter((one) => !mine.includes(one)))
}

function tell(refused: readonly { readonly card: Card; readonly why: string }[]): void {
  const [first, ...others] = refused
  if (!first) return
  const why = others.length > 0 ? l10n.t('{0} {1} more cannot go there.', first.why, others.length) : first.why
  complain(new Error(why), first.card.task_id)
}

/** Once for all of them. */
function ask([first, ...others]: readonly Way[]): void {
  if (!first) return
  const { action, card: about, to } = first
  const more = { about, others: others.map(({ card }) => card) }
  if (action === 'handOff') dialog.value = { kind: 'handOff', ...more, ...(to !== undefined && { to }) }
  else if (action === 'release') dialog.value = { kind: 'takeAway', ...more }
}

async function show(ways: readonly Way[], place: Place): Promise<void> {
  const done = await Promise.all(
    ways.map(async ({ card, action }) => {
      const isDone = await optimistically(card.task_id, looks[action]?.() ?? {}, async () => act(action, card))
      return isDone ? card.task_id : undefined
    }),
  )
  const ids = done.filter((id) => id !== undefined)
  if (ids.length === 0) return
  const column = columnName(place.column)
  const text =
    ids.length === 1
      ? l10n.t('{0} is in “{1}” now.', ids[0] ?? '', column)
      : l10n.t('{0} tasks are in “{1}” now.', ids.length, column)
  say(text, { label: l10n.t('Undo'), run: () => void Promise.all(ids.map(undoLast)).catch(complain) })
}

/** What happened last to a task is taken back, where nothing newer stands on it. */
async function undoLast(task_id: string): Promise<void> {
  const { events } = await wire.call('get_history', { task_id, limit: 5 })
  // A host notes where a task stands beside what people do with it.
  const last = events.find(({ kind, details }) => kind !== 'checkpoint_saved' || details?.automatic !== true)
  if (last) await call('undo', { task_id, seq: last.seq })
}
