/** Every operation that agents may call, as a tool. */
import type { Baton } from '../../../contract/baton.ts'
import type { Operation } from '../../../contract/operation.ts'
import { isFailure } from '../../../reach/failure.ts'
import type { Tool, ToolListing, ToolResult } from './protocol.ts'
import { inputSchemaOf, outputSchemaOf } from './schema.ts'

export function toolOf(operation: Operation, baton: Baton): Tool {
  const listing = listingOf(operation)
  return {
    listing,
    plain: true,
    async call(args, caller, { signal, progress }) {
      try {
        const report = (done: number, total?: number, message?: string) => void progress(done, total, message)
        const output = await baton.call(operation.name, args, caller, { signal, progress: report })
        return success(output, listing.outputSchema !== undefined)
      } catch (error) {
        return refused(error)
      }
    },
  }
}

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

/** Both forms hold the whole answer: some clients show the model only the text, others only the structure. */
function success(output: Record<string, unknown>, structured: boolean): ToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(output) }],
    ...(structured && { structuredContent: output }),
  }
}

/** A refusal is a result, so that the model reads the message and can mend its call; programs act on the code. */
function refused(error: unknown): ToolResult {
  const failure = isFailure(error) ? { code: error.code, details: error.details } : { code: 'unavailable', details: {} }
  const text = error instanceof Error ? error.message : String(error)
  return { _meta: { 'baton/error': failure }, content: [{ type: 'text', text }], isError: true }
}
