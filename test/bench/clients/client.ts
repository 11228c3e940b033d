/** What the benches ask of every kind of client. */
export interface BenchClient {
  /** Calls a tool and returns what it answered; throws where the tool refused. */
  call(tool: string, input: Record<string, unknown>): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** A tool's result as it is in both eras: the structured part, or the text that says the same. */
export function outputOf(tool: string, result: Record<string, unknown>): Record<string, unknown> {
  const [first] = (result.content ?? []) as { text?: string }[]
  if (result.isError) throw new Error(`${tool} refused: ${first?.text}`)
  return (result.structuredContent as Record<string, unknown> | undefined) ?? JSON.parse(first?.text ?? '{}')
}

/** Opens `count` clients, named so that the server can tell them apart. */
export const several = (count: number, open: (name: string) => Promise<BenchClient>): Promise<BenchClient[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => open(`bench-${i + 1}`)))

export const closeAll = (...clients: BenchClient[][]): Promise<unknown> =>
  Promise.all(clients.flat().map((client) => client.close()))
