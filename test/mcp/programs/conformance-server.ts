// The product's MCP face with the fixtures of the protocol's conformance suite, on loopback, without a token. Prints
// "listening on <url>".
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { mcpOverHttp } from '../../../src/host/faces/mcp/http.ts'
import type {
  Content,
  Prompt,
  Resource,
  ResourceContents,
  Template,
  Tool,
} from '../../../src/host/faces/mcp/protocol.ts'
import { makeRegistry } from '../../../src/host/faces/mcp/registry.ts'
import { matcher } from '../../../src/host/faces/mcp/resources.ts'
import * as fixtures from '../../clients/fixtures.ts'
import { openBoard } from '../board.ts'

const tools = fixtures.tools.map(
  ({ name, description, input, call }): Tool => ({
    listing: {
      name,
      description,
      inputSchema: z.toJSONSchema(z.object(input), { target: 'draft-7' }) as Tool['listing']['inputSchema'],
    },
    plain: false,
    async call(args, _, { elicit, progressToken, ...context }) {
      const answered = await call(args as Record<string, unknown>, {
        ...context,
        progressToken,
        elicit: async (params) => (await elicit(params)) as { action: string; content?: Record<string, unknown> },
      })
      return { ...answered, content: answered.content as Content[] }
    },
  }),
)

const first = ({ contents }: { contents: fixtures.Contents[] }) => contents[0] as ResourceContents
const resources = fixtures.resources
  .filter(({ template }) => !template)
  .map(({ read, ...listing }): Resource => ({ listing, read: async () => first(read(listing.uri, {})) }))
const templates = fixtures.resources
  .filter(({ template }) => template)
  .map(
    ({ uri: uriTemplate, name, description, mimeType, read }): Template => ({
      listing: { uriTemplate, name, description, mimeType },
      match: matcher(uriTemplate),
      read: async (uri, variables) => first(read(uri, variables)),
    }),
  )
const prompts = fixtures.prompts.map(
  ({ name, description, arguments: args, get }): Prompt => ({
    listing: { name, description, arguments: args.map(({ complete: _, ...shown }) => shown) },
    get: async (given) => get(given).messages.map(({ role, content }) => ({ role, content: content as Content })),
    complete: async (argument, typed) => args.find((one) => one.name === argument)?.complete?.(typed) ?? [],
  }),
)

const folder = mkdtempSync(join(tmpdir(), 'baton-conformance-server-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGTERM', () => process.exit(0))

const { baton, notes } = await openBoard(folder)
const registry = makeRegistry({
  baton,
  product: { name: 'baton', version: '0.0.0' },
  extras: { tools, resources, templates, prompts },
})
const face = mcpOverHttp({ registry, secret: 'a secret', notes })

// In the product the guard before the faces does this; the suite asks for it.
const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const server = createServer((req, res) => {
  const { host = '', origin } = req.headers
  if (!local.test(host) || (origin !== undefined && !local.test(new URL(origin).host))) {
    res.writeHead(403).end()
    return
  }
  void face(req, res, new URL(req.url ?? '/', `http://${host}`), { principal: 'local', role: 'agent' })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`)
})
