import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { type Command, connectHttp, connectStdio } from '../../clients/sdk.ts'
import { type BenchClient, outputOf } from './client.ts'

/** The official client, which costs about 0.4 ms of processor time a call itself. */
const bench = (client: Client): BenchClient => ({
  call: async (name, input) => outputOf(name, await client.callTool({ name, arguments: input })),
  close: () => client.close(),
})

/** `url` is the server's address; a token where it asks for one. */
export const sdkHttp = async (url: string, token: string | undefined, name: string): Promise<BenchClient> =>
  bench(await connectHttp(`${url}mcp`, token, name))

export const sdkStdio = async (command: Command, name: string): Promise<BenchClient> =>
  bench(await connectStdio(command, name))
