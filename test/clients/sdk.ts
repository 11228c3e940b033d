import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

/** A program to be run as a stdio server. `env` is the whole environment that it gets. */
export interface Command {
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
}

const bearer = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` })

/** The official client, connected; `name` is the client name that the server sees. The caller closes it. */
async function connect(transport: unknown, name: string): Promise<Client> {
  const client = new Client({ name, version: '1.0.0' })
  // The transports spell optional fields so that they don't match their own interface under exactOptionalPropertyTypes.
  await client.connect(transport as Transport)
  return client
}

/** `url` is the whole address, such as http://127.0.0.1:8766/mcp. */
export const connectHttp = (url: string, token?: string, name = 'test'): Promise<Client> =>
  connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: bearer(token) } }), name)

/** The transport before 2025-03-26; `url` ends in /sse. */
export const connectSse = (url: string, token?: string, name = 'test'): Promise<Client> =>
  connect(new SSEClientTransport(new URL(url), { requestInit: { headers: bearer(token) } }), name)

export const connectStdio = ({ command, args, env, cwd }: Command, name = 'test'): Promise<Client> => {
  const given = Object.entries(env ?? process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const where = cwd === undefined ? {} : { cwd }
  const transport = new StdioClientTransport({ command, args: [...args], env: Object.fromEntries(given), ...where })
  return connect(transport, name)
}
