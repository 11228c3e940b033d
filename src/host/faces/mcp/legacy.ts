/** The registry for revisions 2024-11-05 to 2025-11-25: one SDK server per session, over any of the SDK's transports. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  InitializeRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv-provider.js'
import * as z from 'zod'
import type { Caller } from '../../../contract/baton.ts'
import { capabilities, invalidParams, type JsonObject, type LogLevel, type ToolContext } from './protocol.ts'
import type { Registry } from './registry.ts'
import { type ClientInfo, clientIn } from './session.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

const levels: readonly LogLevel[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

export interface LegacyServer {
  /** The SDK's; the caller connects it to a transport. */
  readonly server: Server
}

/** Where a session's subscriptions are kept that outlive its server. */
export interface Follows {
  add(uri: string): Promise<void>
  remove(uri: string): Promise<void>
}

/** `callerOf` is asked once the client has said in `initialize` who it is. */
export function makeLegacyServer(
  registry: Registry,
  callerOf: (client: ClientInfo) => Caller,
  follows?: Follows,
): LegacyServer {
  const { product, instructions } = registry
  const server = new CheckingServer(
    { ...product },
    {
      capabilities,
      instructions,
      jsonSchemaValidator: validator,
    },
  )
  const on: Server['setRequestHandler'] = server.setRequestHandler.bind(server)
  const subscriptions = new Map<string, () => void>()
  let least: LogLevel = 'debug'
  let known: Caller | undefined
  const caller = () => {
    const client = server.getClientVersion()
    if (!client) return callerOf(clientIn(undefined))
    known ??= callerOf(clientIn(client))
    return known
  }

  on(ListToolsRequestSchema, () => sent({ tools: registry.tools }))
  on(CallToolRequestSchema, async ({ params: { name, arguments: args = {} } }, extra) =>
    sent(
      await registry.callTool(
        name,
        args,
        caller(),
        contextOf(server, extra, (level) => atLeast(level, least)),
      ),
    ),
  )

  on(ListResourcesRequestSchema, async ({ params }) => sent(await registry.listResources(params?.cursor, caller())))
  on(ListResourceTemplatesRequestSchema, () => sent({ resourceTemplates: registry.templates }))
  on(ReadResourceRequestSchema, async ({ params: { uri } }) => sent(await registry.readResource(uri, caller())))
  const tell = (uri: string) => {
    server.sendResourceUpdated({ uri }).catch((error: Error) => server.onerror?.(error))
  }
  on(SubscribeRequestSchema, async ({ params: { uri } }) => {
    if (follows) await follows.add(uri)
    else if (!subscriptions.has(uri)) subscriptions.set(uri, registry.subscribe(uri, tell))
    return {}
  })
  on(UnsubscribeRequestSchema, async ({ params: { uri } }) => {
    await follows?.remove(uri)
    subscriptions.get(uri)?.()
    subscriptions.delete(uri)
    return {}
  })
  server.onclose = () => {
    for (const end of subscriptions.values()) end()
    subscriptions.clear()
  }

  on(ListPromptsRequestSchema, () => sent({ prompts: registry.prompts }))
  on(GetPromptRequestSchema, async ({ params: { name, arguments: args = {} } }) =>
    sent(await registry.getPrompt(name, args, caller())),
  )
  on(CompleteRequestSchema, async ({ params: { ref, argument } }) => {
    const of = ref.type === 'ref/prompt' ? { prompt: ref.name } : { template: ref.uri }
    return { completion: { ...(await registry.complete(of, argument, caller())) } }
  })
  on(SetLevelRequestSchema, ({ params: { level } }) => {
    least = level
    return {}
  })

  return { server }
}

/** By the SDK's schema: the same with parameters that may be anything. */
const open = new Map<z.ZodObject, z.ZodObject>()

/**
 * The SDK calls it its own failure (-32603) when a request is not as it should be; it is the client's, who is told where.
 * A class, because the SDK's constructor sets handlers too: that of `initialize`.
 */
class CheckingServer extends Server {
  // biome-ignore lint/suspicious/noExplicitAny: what goes in is what the SDK's own signature says; it passes through
  override setRequestHandler(schema: any, handle: any): void {
    const known: z.ZodObject = schema
    const any = open.get(known) ?? known.extend({ params: z.unknown().optional() })
    open.set(known, any)
    const checked = (request: unknown, extra: Extra) => {
      const read = known.safeParse(request)
      if (!read.success) throw new McpError(invalidParams, wrongIn(read.error))
      return handle(read.data, extra)
    }
    super.setRequestHandler(any as never, checked as never)
  }
}

/** What is wrong with the first message of a session; undefined where it is as it should be. */
export function wrongHello(message: unknown): string | undefined {
  const read = InitializeRequestSchema.safeParse(message)
  return read.success ? undefined : wrongIn(read.error)
}

function wrongIn({ issues: [issue] }: { issues: { path: PropertyKey[]; message: string }[] }): string {
  return `"${issue?.path.join('.')}": ${issue?.message}`
}

/** The registry's answers have the SDK's shapes, but for optional fields, which the SDK spells another way. */
const sent = (result: object) => result as ServerResult

const atLeast = (level: LogLevel, least: LogLevel) => levels.indexOf(level) >= levels.indexOf(least)

/** Everything a tool says goes out with its own request, so that over HTTP it travels in that request's stream. */
function contextOf(server: Server, extra: Extra, isWanted: (level: LogLevel) => boolean): ToolContext {
  const { signal, requestId } = extra
  const progressToken = extra._meta?.progressToken
  const related = { relatedRequestId: requestId, signal }
  return {
    signal,
    progressToken,
    async progress(progress, total, message) {
      if (progressToken === undefined) return
      const params = { progressToken, progress, ...(total !== undefined && { total }), ...(message && { message }) }
      await extra.sendNotification({ method: 'notifications/progress', params })
    },
    async log(level, data) {
      if (isWanted(level)) await extra.sendNotification({ method: 'notifications/message', params: { level, data } })
    },
    sample: async (params) =>
      (await server.createMessage(params as Parameters<Server['createMessage']>[0], related)) as JsonObject,
    elicit: async (params) =>
      (await server.elicitInput(params as Parameters<Server['elicitInput']>[0], related)) as JsonObject,
  }
}

/** One for all sessions, made when the first form comes back: each would cost 0.2 ms and 20 KB. */
let ajv: AjvJsonSchemaValidator | undefined
const validator: Pick<AjvJsonSchemaValidator, 'getValidator'> = {
  getValidator(schema) {
    ajv ??= new AjvJsonSchemaValidator()
    return ajv.getValidator(schema)
  },
}
