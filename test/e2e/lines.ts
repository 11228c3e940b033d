/** What a bridge is told, and what it answers, as JSON-RPC. */
export const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'probe', version: '1' } },
}
export const create = (id: number, title: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'create_task', arguments: { title } },
})
export const textOf = (answer: { result?: unknown }) =>
  (answer.result as { content: { text: string }[] }).content[0]?.text ?? ''
