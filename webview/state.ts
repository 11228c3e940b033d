/** What the page shows, as signals: set by messages and the clock, read by what is drawn. */
import { computed, signal } from '@preact/signals'
import type { PageState, TaskPicture } from '../src/contract/page.ts'

export const picture = signal<TaskPicture | undefined>(undefined)
export const gone = signal(false)
export const state = signal<PageState>({ kind: 'connecting' })
/** When the picture was got. */
export const asOf = signal(0)
/** Every second, while somebody looks. */
export const now = signal(Date.now())
/** What was asked for and is not settled yet, by number. */
export const pending = signal<ReadonlyMap<number, string>>(new Map())
export const asList = signal(false)

const isUp = computed(() => state.value.kind === 'up')
/** Without the server nothing can be written. */
export const canWrite = computed(() => isUp.value && !gone.value)
