/**
 * What every client asks first, answered without the SDK: loading it takes a fifth of the time from a start to the list
 * of tools, and many a client never asks for more than this and plain calls. The bytes are the SDK's.
 */
import { agreed, capabilities, has, isObject } from './protocol.ts'
import type { Registry } from './registry.ts'

/** The answer as JSON; undefined for what is not plainly one of these requests. */
export function greeting(message: unknown, registry: Registry): string | undefined {
  if (!isObject(message) || message.jsonrpc !== '2.0') return undefined
  const { id, method, params, ...more } = message
  if ((typeof id !== 'string' && !Number.isSafeInteger(id)) || Object.keys(more).length > 1) return undefined
  const result = resultOf(method, params, registry)
  return result && JSON.stringify({ result, jsonrpc: '2.0', id })
}

function resultOf(method: unknown, params: unknown, { product, instructions, tools }: Registry): object | undefined {
  if (method === 'initialize') {
    const asked = isInitialize(params) ? params.protocolVersion : undefined
    return asked === undefined
      ? undefined
      : { protocolVersion: agreed(asked), capabilities, serverInfo: product, instructions }
  }
  // A cursor or _meta is the SDK's to judge.
  if (!isEmpty(params)) return undefined
  if (method === 'tools/list') return { tools }
  return method === 'ping' ? {} : undefined
}

const isEmpty = (params: unknown): boolean =>
  params === undefined || (isObject(params) && Object.keys(params).length === 0)

/** What the SDK's schema takes for certain: a client that says more of itself is the SDK's to judge. */
function isInitialize(params: unknown): params is { protocolVersion: string } {
  if (!isObject(params) || !has(params, introduction) || typeof params.protocolVersion !== 'string') return false
  const { clientInfo, capabilities: can } = params
  return (
    isObject(can) &&
    Object.entries(can).every(isAbility) &&
    isObject(clientInfo) &&
    has(clientInfo, names) &&
    typeof clientInfo.name === 'string' &&
    typeof clientInfo.version === 'string' &&
    (clientInfo.title === undefined || typeof clientInfo.title === 'string')
  )
}

const introduction = new Set(['protocolVersion', 'capabilities', 'clientInfo'])
const names = new Set(['name', 'title', 'version'])
const switches = new Set(['listChanged', 'applyDefaults'])
const isAbility = ([name, value]: [string, unknown]): boolean =>
  switches.has(name) ? typeof value === 'boolean' : isObject(value) && Object.entries(value).every(isAbility)

/** The client has heard who we are. Nothing waits for it, so nothing need be loaded to hear it. */
export const isInitialized = (message: unknown): boolean =>
  isObject(message) &&
  message.jsonrpc === '2.0' &&
  message.method === 'notifications/initialized' &&
  has(message, notice) &&
  isEmpty(message.params)
const notice = new Set(['jsonrpc', 'method', 'params'])
