/** Where one is, as an address: `#/board/T-1` is the board with T-1 open. Deep links are these. */
import { signal } from '@preact/signals'

export const views = ['board', 'graph', 'agents', 'history'] as const
export type View = (typeof views)[number]

export interface Route {
  readonly view: View
  readonly task?: string
}

function read(address: string): Route {
  const [view, task] = address.replace(/^#?\/?/, '').split('/')
  const known = views.find((one) => one === view) ?? 'board'
  const wanted = view === 'task' || known === view ? task : undefined
  return { view: known, ...(wanted && { task: decodeURIComponent(wanted) }) }
}

export const write = ({ view, task }: Route) => `#/${view}${task === undefined ? '' : `/${encodeURIComponent(task)}`}`

export const route = signal<Route>(read(location.hash))

/** In a browser each place is a step of its history; an editor's webview has none, and keeps the place itself. */
export function go(to: { readonly view?: View; readonly task?: string | undefined }): void {
  const { view = route.value.view, task } = to
  const next: Route = { view, ...(task !== undefined && { task }) }
  if (write(next) === write(route.value)) return
  location.hash = write(next)
  route.value = next
}

addEventListener('hashchange', () => {
  const next = read(location.hash)
  if (write(next) !== write(route.value)) route.value = next
})
