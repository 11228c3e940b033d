// The least that a server with the official SDK can do for a task: take it, write it down, answer.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import * as z from 'zod'

/** `append` writes one line; what it does beyond that (syncing) is what the floors differ in. */
export function floorServer(append: (line: string) => void): McpServer {
  const server = new McpServer({ name: 'floor', version: '1.0.0' })
  let last = 0
  server.registerTool(
    'create_task',
    {
      title: 'Create a task',
      description: 'Put a task on the board.',
      inputSchema: {
        title: z.string().min(1).max(200),
        description: z.string().max(20_000).optional(),
        priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
        labels: z.array(z.string().max(50)).max(20).optional(),
      },
    },
    async (task) => {
      last++
      append(`${JSON.stringify({ id: last, ...task })}\n`)
      return { content: [{ type: 'text', text: JSON.stringify({ task_id: `T-${last}`, status: 'open' }) }] }
    },
  )
  return server
}
