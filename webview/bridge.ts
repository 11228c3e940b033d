/** Between the page and the editor that shows it. */
import type { FromPage, PagePlace, PageWish, ToPage } from '../src/contract/page.ts'
import { pending } from './state.ts'

interface Editor {
  postMessage(message: FromPage): void
  getState(): PagePlace | undefined
  setState(place: PagePlace): void
}
declare function acquireVsCodeApi(): Editor

const editor = acquireVsCodeApi()
let last = 0

/** Asks for something. Until it is settled, what was pressed cannot be pressed again. */
export function wish(what: PageWish): void {
  const id = ++last
  pending.value = new Map(pending.value).set(id, JSON.stringify(what))
  editor.postMessage({ kind: 'wish', id, wish: what })
}

export function settled(id: number): void {
  const rest = new Map(pending.value)
  rest.delete(id)
  pending.value = rest
}

/** Only where one is, never what is seen there. */
export const place = {
  get: () => editor.getState(),
  set: (where: PagePlace) => editor.setState(where),
}

export function listen(hear: (message: ToPage) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => hear(data))
  editor.postMessage({ kind: 'ready' })
}
