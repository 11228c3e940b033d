/** Through the editor, by messages. A hidden panel is thrown away whole, so nothing here outlives one showing. */
import type { Deed, FromBoard, Given, Place, ToBoard } from '../../src/contract/board.ts'
import type { OperationName, Output } from '../../src/contract/operations/index.ts'
import { Refused, type Wire } from './wire.ts'

interface Editor {
  postMessage(message: FromBoard): void
  getState(): Place | undefined
  setState(place: Place): void
}
declare function acquireVsCodeApi(): Editor

export const isInEditor = () => 'acquireVsCodeApi' in globalThis

interface Waiting {
  resolve(output: Readonly<Record<string, unknown>>): void
  reject(error: Error): void
}

export function editorWire({ store, task, views = [] }: Given): Wire {
  const editor = acquireVsCodeApi()
  const waiting = new Map<number, Waiting>()
  let place: Place = { ...editor.getState(), store, ...(task !== undefined && { task }) }
  let last = 0

  const ask = (message: (id: number) => FromBoard) =>
    new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      editor.postMessage(message(id))
    })

  return {
    call: async <N extends OperationName>(operation: N, input: Record<string, unknown> = {}) =>
      (await ask((id) => ({ kind: 'call', id, operation, input }))) as Output<N>,
    deed: async (deed: Deed) => void (await ask((id) => ({ kind: 'do', id, deed }))),
    views: {
      get: () => views,
      set: (views) => void ask((id) => ({ kind: 'do', id, deed: { kind: 'keepViews', views } })),
    },
    title: (title) => editor.postMessage({ kind: 'title', title }),
    copy: (text) => navigator.clipboard.writeText(text),
    place: {
      get: () => place,
      set(change) {
        place = { ...place, ...change }
        editor.setState(place)
      },
    },
    open(hearing) {
      editor.setState(place)
      window.addEventListener('message', ({ data }: MessageEvent<ToBoard>) => {
        switch (data.kind) {
          case 'state':
            return hearing.state(data.state)
          case 'heard':
            return hearing.heard(data.items)
          case 'answered':
            waiting.get(data.id)?.resolve(data.output)
            return void waiting.delete(data.id)
          case 'refused':
            waiting.get(data.id)?.reject(new Refused(data.refusal))
            return void waiting.delete(data.id)
        }
      })
      editor.postMessage({ kind: 'ready' })
    },
  }
}
