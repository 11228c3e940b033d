/** An operation that agents may call, as a tool. */
import type { Baton } from '../../../contract/baton.ts'
import { isFailure } from '../../../reach/failure.ts'
import type { Tool, ToolListing, ToolResult } from './protocol.ts'

export function toolOf(listing: ToolListing, baton: Baton): Tool {
  return {
    listing,
    plain: true,
    async call(args, caller, { signal, progress }) {
      try {
        const report = (done: number, total?: number, message?: string) => void progress(done, total, message)
        const output = await baton.call(listing.name, args, caller, { signal, progress: report })
        return success(output, listing.outputSchema !== undefined)
      } catch (error) {
        return refused(error)
      }
    },
  }
}

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
