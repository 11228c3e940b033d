/**
 * What every client asks first, answered without the SDK: loading it takes a fifth of the time from a bridge's start to
 * its list of tools, and many a client never asks for more than this and plain calls. The bytes are the SDK's.
 */
import { agreed, capabilities, isObject } from './protocol.ts'
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
  if (params !== undefined && !(isObject(params) && Object.keys(params).length === 0)) return undefined
  if (method === 'tools/list') return { tools }
  return method === 'ping' ? {} : undefined
}

function isInitialize(params: unknown): params is { protocolVersion: string } {
  if (!isObject(params) || typeof params.protocolVersion !== 'string') return false
  const { clientInfo, capabilities: can } = params
  return (
    isObject(can) &&
    isObject(clientInfo) &&
    typeof clientInfo.name === 'string' &&
    typeof clientInfo.version === 'string'
  )
}
