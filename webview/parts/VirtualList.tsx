/** A list of which only what is seen, and a little more, is drawn. Rows may be of any height; they are measured. */

import { signal } from '@preact/signals'
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks'

type Options = VirtualizerOptions<HTMLElement, HTMLElement>

export interface ListHandle {
  /** Brings a row into view, so that it is drawn. */
  show(index: number): void
}

/** The key of the row that is to be in sight when a list comes. */
export const wanted = signal<string | undefined>(undefined)

interface Props<T> {
  readonly items: readonly T[]
  readonly keyOf: (item: T) => string
  /** Pixels, before it is measured. */
  readonly estimate: (item: T) => number
  readonly row: (item: T, index: number) => ComponentChildren
  readonly gap?: number
  readonly label: string
  readonly class?: string
  readonly handle?: RefObject<ListHandle | null>
}

export function VirtualList<T>({ items, keyOf, estimate, row, gap = 0, label, class: look = '', handle }: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0)
  const options: Options = {
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => estimate(items[index] as T),
    getItemKey: (index) => keyOf(items[index] as T),
    gap,
    overscan: 6,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  }
  const kept = useRef<Virtualizer<HTMLElement, HTMLElement>>(null)
  kept.current ??= new Virtualizer(options)
  const virtualizer = kept.current
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  useLayoutEffect(() => {
    const index = items.findIndex((item) => keyOf(item) === wanted.peek())
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' })
  }, [])
  if (handle) handle.current = { show: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }) }
  return (
    <div ref={box} class={`stack ${look}`}>
      <ul class="rows" aria-label={label} style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key as string}
            data-key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            class="row"
            style={{ top: `${start}px` }}
          >
            {row(items[index] as T, index)}
          </li>
        ))}
      </ul>
    </div>
  )
}
