/** What clients are told of each tool. Making it takes a fifth of a bridge's start, so what ships holds it made. */
import type { Operation } from '../../../contract/operation.ts'
import { operationsOn } from '../../../contract/operations/index.ts'
import type { ToolListing } from './protocol.ts'
import { inputSchemaOf, outputSchemaOf } from './schema.ts'

function listingOf(operation: Operation): ToolListing {
  const { name, title, description, effect } = operation
  const outputSchema = outputSchemaOf(operation)
  return {
    name,
    title,
    description,
    inputSchema: inputSchemaOf(operation),
    ...(outputSchema && { outputSchema }),
    annotations: hints[effect],
  }
}

/**
 * Only what differs from the protocol's defaults: a tool counts as destructive and open to the world unless it says
 * otherwise, and editors ask the person before such a call.
 */
const hints = {
  read: { readOnlyHint: true, openWorldHint: false },
  write: { destructiveHint: false, openWorldHint: false },
  destructive: { openWorldHint: false },
} as const satisfies Record<Operation['effect'], ToolListing['annotations']>

export const listings: readonly ToolListing[] = operationsOn('mcp').map(listingOf)
