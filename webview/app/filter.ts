/** Which cards are shown: what is typed and chosen above the board. */
import { computed, effect, signal } from '@preact/signals'
import type { Card } from '../data/card.ts'
import { wire } from '../state.ts'
import { filter } from './route.ts'

/** What the host found in texts that no card carries. */
const found = signal<{ readonly query: string; readonly ids: ReadonlySet<string> }>({ query: '', ids: new Set() })
/** Milliseconds after the last key. */
const pause = 150
/** More would be no search result but a list. */
const most = 600

const query = computed(() => filter.value.query.trim())
let timer: ReturnType<typeof setTimeout> | undefined
effect(() => {
  const wanted = query.value
  clearTimeout(timer)
  if (wanted.length < 2) return
  timer = setTimeout(() => void search(wanted).catch(() => {}), pause)
})

async function search(wanted: string): Promise<void> {
  const ids = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await wire.call('list_tasks', { query: wanted, limit: 200, cursor })
    for (const { task_id } of page.tasks) if (task_id !== undefined) ids.add(task_id)
    cursor = page.next_cursor
  } while (cursor !== undefined && ids.size < most)
  if (query.peek() === wanted) found.value = { query: wanted, ids }
}

/** By what is chosen beside the text and the owner. */
export function matchesBeside(card: Card): boolean {
  const { label, priority, worktree } = filter.value
  return (
    (label === '' || (card.labels?.includes(label) ?? false)) &&
    (priority === '' || (card.priority ?? 'normal') === priority) &&
    (worktree === '' || card.worktree === worktree)
  )
}

export const matches = computed<(card: Card) => boolean>(() => {
  const { owner } = filter.value
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean)
  const inTexts = found.value.query === query.value ? found.value.ids : undefined
  return (card) =>
    (owner === '' || card.current_owner === owner || card.offered_to === owner) &&
    matchesBeside(card) &&
    (words.length === 0 || (inTexts?.has(card.task_id) ?? false) || has(card, words))
})

function has({ task_id, title, labels = [], current_owner = '' }: Card, words: readonly string[]): boolean {
  const text = `${task_id} ${title} ${labels.join(' ')} ${current_owner}`.toLowerCase()
  return words.every((word) => text.includes(word))
}
