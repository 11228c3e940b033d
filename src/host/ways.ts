/** How a client at the other end of a link says that it comes. It is only shown; what is none of these is the link. */
import type { Way } from '../contract/baton.ts'
import type { WayName } from '../contract/words.ts'

const ends: readonly unknown[] = ['editor', 'stdio'] satisfies WayName[]

export const wayOf = (through: unknown, protocol?: unknown): Way => ({
  through: ends.includes(through) ? (through as WayName) : 'link',
  protocol: typeof protocol === 'string' && /^[\x20-\x7e]{1,40}$/.test(protocol) ? protocol : 'link',
})
