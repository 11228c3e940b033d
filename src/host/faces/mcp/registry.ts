/**
 * What MCP clients are offered: tools, resources, prompts. It speaks the protocol's words and knows no SDK, so that each
 * era's adapter is only a translation.
 */
import type { Baton, Caller, Seq } from '../../../contract/baton.ts'
import { nearest } from '../../../contract/nearest.ts'
import { listings } from './listings.built.ts'
import { instructions, prompts } from './prompts.ts'
import {
  type Completion,
  invalidParams,
  type Prompt,
  ProtocolError,
  type Resource,
  type ResourceContents,
  type ResourceListing,
  refusal,
  resourceNotFound,
  type Template,
  type Tool,
  type ToolContext,
  type ToolListing,
  type ToolResult,
} from './protocol.ts'
import { readyResource, taskListings, taskTemplates } from './resources.ts'
import { type Notify, Subscriptions } from './subscriptions.ts'
import { toolOf } from './tools.ts'

export interface Product {
  readonly name: string
  readonly title?: string
  readonly version: string
  readonly websiteUrl?: string
}

/** What a program adds to Baton's own, such as what a test needs. */
export interface Extras {
  readonly tools?: readonly Tool[]
  readonly resources?: readonly Resource[]
  readonly templates?: readonly Template[]
  readonly prompts?: readonly Prompt[]
}

export interface RegistryParts {
  readonly baton: Baton
  readonly product: Product
  readonly extras?: Extras
}

/** Resources and prompts reject with a `ProtocolError`; a tool that is refused answers so. */
export interface Registry {
  readonly product: Product
  readonly instructions: string
  readonly tools: readonly ToolListing[]
  readonly templates: readonly Template['listing'][]
  readonly prompts: readonly Prompt['listing'][]
  /** Whether the tool exists and never speaks to the client while it works. */
  isPlain(tool: string): boolean
  callTool(name: string, args: unknown, caller: Caller, context: ToolContext): Promise<ToolResult>
  /** The fixed ones, then the newest tasks. `cursor` is the `nextCursor` of the page before. */
  listResources(
    cursor: string | undefined,
    caller: Caller,
  ): Promise<{ resources: ResourceListing[]; nextCursor?: string }>
  readResource(uri: string, caller: Caller): Promise<{ contents: ResourceContents[] }>
  /** `notify` is told of every change from now on. Returns what ends it. */
  subscribe(uri: string, notify: Notify): () => void
  /** The number of the newest event. */
  position(): Promise<Seq>
  /** Which of `uris` changed after event `since` and up to `here`, and when last. */
  missed(uris: readonly string[], since: Seq, here: Seq): Promise<{ uri: string; seq: Seq }[]>
  getPrompt(
    name: string,
    args: Record<string, string>,
    caller: Caller,
  ): Promise<{ description: string; messages: Awaited<ReturnType<Prompt['get']>> }>
  complete(
    of: { prompt: string } | { template: string },
    argument: { name: string; value: string },
    caller: Caller,
  ): Promise<Completion>
}

/** As many as the protocol lets a completion carry. */
const mostCompletions = 100

export function makeRegistry({ baton, product, extras = {} }: RegistryParts): Registry {
  const tools = byName([...listings.map((listing) => toolOf(listing, baton)), ...(extras.tools ?? [])])
  const fixed = [readyResource(baton), ...(extras.resources ?? [])]
  const templates = [...taskTemplates(baton), ...(extras.templates ?? [])]
  const offered = byName([...prompts(baton), ...(extras.prompts ?? [])])
  const subscriptions = new Subscriptions(baton)

  return {
    product,
    instructions,
    tools: [...tools.values()].map(({ listing }) => listing),
    templates: templates.map(({ listing }) => listing),
    prompts: [...offered.values()].map(({ listing }) => listing),
    isPlain: (name) => tools.get(name)?.plain ?? false,

    async callTool(name, args, caller, context) {
      const tool = tools.get(name)
      return tool ? tool.call(args, caller, context) : unknownTool(name, [...tools.keys()])
    },

    async listResources(cursor, caller) {
      const page = await taskListings(baton, cursor, caller).catch((error: unknown) => {
        throw refusal(error, invalidParams)
      })
      const first = cursor === undefined ? fixed.map(({ listing }) => listing) : []
      return { ...page, resources: [...first, ...page.resources] }
    },

    async readResource(uri, caller) {
      const resource = fixed.find(({ listing }) => listing.uri === uri)
      try {
        return { contents: [await (resource ? resource.read(caller) : readByTemplate(uri, caller))] }
      } catch (error) {
        throw refusal(error, resourceNotFound)
      }
    },

    subscribe: (uri, notify) => subscriptions.add(uri, notify),
    position: () => subscriptions.position(),
    missed: (uris, since, here) => subscriptions.missed(uris, since, here),

    async getPrompt(name, args, caller) {
      const prompt = offered.get(name)
      if (!prompt) throw new ProtocolError(invalidParams, `There is no prompt "${name.slice(0, 64)}".`)
      const missing = prompt.listing.arguments?.find(({ name, required }) => required && !args[name])
      if (missing) throw new ProtocolError(invalidParams, `${name} needs the argument "${missing.name}".`)
      const messages = await prompt.get(args, caller).catch((error: unknown) => {
        throw refusal(error, invalidParams)
      })
      return { description: prompt.listing.description, messages }
    },

    async complete(of, { name, value }, caller) {
      const found =
        'prompt' in of ? offered.get(of.prompt) : templates.find(({ listing }) => listing.uriTemplate === of.template)
      const which = 'prompt' in of ? `prompt "${of.prompt}"` : `resource template "${of.template}"`
      if (!found) throw new ProtocolError(invalidParams, `There is no ${which.slice(0, 100)}.`)
      const values = (await found.complete?.(name, value, caller)) ?? []
      return {
        values: values.slice(0, mostCompletions),
        total: values.length,
        hasMore: values.length > mostCompletions,
      }
    },
  }

  async function readByTemplate(uri: string, caller: Caller): Promise<ResourceContents> {
    for (const template of templates) {
      const variables = template.match(uri)
      if (variables) return template.read(uri, variables, caller)
    }
    throw new ProtocolError(resourceNotFound, `There is no resource ${uri.slice(0, 200)}.`, { uri: uri.slice(0, 200) })
  }
}

function byName<T extends { listing: { name: string } }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.listing.name, thing]))
}

/** A result, as the SDKs answer it: the model that misspelled the name can mend it. */
function unknownTool(name: string, known: readonly string[]): ToolResult {
  const near = nearest(name, known)
  const text = `There is no tool "${name.slice(0, 64)}".${near ? ` Did you mean ${near}?` : ''}`
  return { content: [{ type: 'text', text }], isError: true }
}
