/** What the feed says; imports nothing, so that the webview may take it too. */
import type { FeedItem, FeedReset } from './baton.ts'

/**
 * Whether the feed itself begins anew, so everything is to be read afresh. A failed task that was reset is an event of the
 * same kind, which says who did it, and concerns that task alone.
 */
export const isFeedReset = (item: FeedItem): item is FeedReset => !('actor' in item)
