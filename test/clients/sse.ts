/** One event of a text/event-stream. */
export interface ServerEvent {
  event: string
  data: string
  id?: string
}

/** Reads a text/event-stream as it arrives; comments and `retry` are left out. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n')
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parse(block)
      if (event) yield event
    }
  }
}

function parse(block: string): ServerEvent | undefined {
  const fields = block.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') }] : []
  })
  const values = (name: string) => fields.filter((field) => field.name === name).map((field) => field.value)
  const data = values('data')
  if (data.length === 0) return undefined
  const id = values('id').at(-1)
  return { event: values('event').at(-1) ?? 'message', data: data.join('\n'), ...(id !== undefined && { id }) }
}
