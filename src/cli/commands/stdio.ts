import { makeRegistry } from '../../host/faces/mcp/registry.ts'
import { serveMcpStdio } from '../../host/faces/mcp/stdio.ts'
import { product } from '../../host/product.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { reachBaton } from '../reach.ts'

/** An MCP server on stdin and stdout, over the link to the store's host. Ends when stdin does. */
export const stdio: Command = async (argv) => {
  const flags = readFlags(argv, { verbose: { type: 'boolean' } })
  const { baton, caller } = reachBaton(flags.place, { name: 'mcp', as: 'agent', through: 'stdio' })
  // The host is sought, or started, while the client is still introducing itself. Whether it fails is said by the first call.
  baton.ready().catch((error: Error) => process.stderr.write(`${error.message}\n`))
  try {
    await new Promise<void>((resolve) => {
      serveMcpStdio({
        registry: makeRegistry({ baton, product: { name: 'baton', title: 'Baton', version: product } }),
        caller: (client, protocol = 'MCP') => ({ ...caller, client, way: { through: 'stdio', protocol } }),
        input: process.stdin,
        output: process.stdout,
        onClose: resolve,
      })
    })
    return 0
  } finally {
    baton.close()
  }
}
