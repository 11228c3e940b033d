/** Between Node's HTTP and the web's, which the SDK's transport speaks. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The whole body; undefined where it is larger than `max` bytes. What comes after that is thrown away unread. */
export async function bodyOf(req: IncomingMessage, max: number): Promise<string | undefined> {
  if (Number(req.headers['content-length']) > max) {
    req.resume()
    return undefined
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= max) chunks.push(chunk)
    else chunks.length = 0
  }
  return size > max ? undefined : Buffer.concat(chunks).toString()
}

export function requestFor(req: IncomingMessage, url: URL, body?: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  const method = req.method ?? 'GET'
  return new Request(url, { method, headers, ...(body !== undefined && method === 'POST' && { body }) })
}

/** Sends `response` as it comes; resolves when it is sent or the client has gone. */
export async function send(response: Response, res: ServerResponse): Promise<void> {
  res.writeHead(response.status, Object.fromEntries(response.headers))
  const reader = response.body?.getReader()
  if (!reader) return void res.end()
  const gone = () => void reader.cancel().catch(() => {})
  res.once('close', gone)
  // The client waits for the headers of a stream that may stay silent for long.
  res.flushHeaders()
  for (;;) {
    const { done, value } = await reader.read()
    if (done || res.destroyed) break
    if (!res.write(value)) await drained(res)
  }
  res.off('close', gone)
  res.end()
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.once('drain', done)
    res.once('close', done)
  })
}

const event = /^event: message\ndata: (.*)\n\n$/

/**
 * Turns an event stream that holds nothing but the one answer into plain JSON, which costs both ends less. Where a tool
 * speaks to the client first, the stream goes on as it is.
 */
export async function asJson(response: Response): Promise<Response> {
  if (response.body === null || response.headers.get('content-type') !== 'text/event-stream') return response
  const reader = response.body.getReader()
  const { value } = await reader.read()
  const data = value && event.exec(Buffer.from(value).toString())?.[1]
  if (data !== undefined && isAnswer(data)) {
    await reader.cancel()
    const session = response.headers.get('mcp-session-id')
    return new Response(data, {
      headers: { 'Content-Type': 'application/json', ...(session !== null && { 'mcp-session-id': session }) },
    })
  }
  const rest = new ReadableStream<Uint8Array>({
    start(controller) {
      if (value) controller.enqueue(value)
    },
    async pull(controller) {
      const next = await reader.read()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(rest, { status: response.status, headers: response.headers })
}

const isAnswer = (data: string) => (JSON.parse(data) as { method?: string }).method === undefined
