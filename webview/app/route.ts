/**
 * Where one is, as an address: `#/board/T-1?owner=codex` is the board, narrowed to what codex holds, with T-1 open. Deep
 * links and saved views are these.
 */
import { computed, signal } from '@preact/signals'

export const views = ['board', 'graph', 'agents', 'history'] as const
export type View = (typeof views)[number]

/** What the shown tasks have in common. Empty: anything. */
export interface Filter {
  readonly query: string
  readonly owner: string
  readonly label: string
  readonly priority: string
  readonly worktree: string
}
export const none: Filter = { query: '', owner: '', label: '', priority: '', worktree: '' }

export interface Route {
  readonly view: View
  readonly task?: string
  readonly filter: Filter
  /** The board in lanes, one for each holder. */
  readonly lanes: boolean
}

export function read(address: string): Route {
  const [path = '', query = ''] = address.replace(/^#?\/?/, '').split('?', 2)
  const [view, task] = path.split('/')
  const known = views.find((one) => one === view) ?? 'board'
  const wanted = view === 'task' || known === view ? task : undefined
  const given = new URLSearchParams(query)
  const names = Object.keys(none) as (keyof Filter)[]
  return {
    view: known,
    ...(wanted && { task: decoded(wanted) }),
    filter: Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) as unknown as Filter,
    lanes: given.has('lanes'),
  }
}

export function write({ view, task, filter, lanes }: Route): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
  if (lanes) query.set('lanes', 'holder')
  return `#/${view}${task === undefined ? '' : `/${encodeURIComponent(task)}`}${query.size > 0 ? `?${query}` : ''}`
}

export const route = signal<Route>(read(location.hash))
export const filter = computed(() => route.value.filter)
export const isFiltered = computed(() => Object.values(filter.value).some((value) => value !== ''))

/** In a browser each place is a step of its history; an editor's webview has none, and keeps the place itself. */
export function go({
  view = route.peek().view,
  task,
}: {
  readonly view?: View
  readonly task?: string | undefined
}): void {
  const { filter, lanes } = route.peek()
  goTo({ view, ...(task !== undefined && { task }), filter, lanes })
}

export function goTo(next: Route): void {
  if (write(next) === write(route.peek())) return
  location.hash = write(next)
  route.value = next
}

/** Shows the same place otherwise: no step of the history, or each letter of a search would be one. */
export function change(how: Partial<Pick<Route, 'lanes'>> & { readonly filter?: Partial<Filter> }): void {
  const before = route.peek()
  const next = { ...before, ...how, filter: { ...before.filter, ...how.filter } }
  history.replaceState(history.state, '', write(next))
  route.value = next
}

addEventListener('hashchange', () => {
  const next = read(location.hash)
  if (write(next) !== write(route.peek())) route.value = next
})

/** A stray % is no reason to show nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
