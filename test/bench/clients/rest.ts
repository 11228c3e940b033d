import type { BenchClient } from './client.ts'
import { bearer, connection } from './keepAlive.ts'

/** POST /tools/<name> over one kept connection. */
export function rest(url: string, token: string): BenchClient {
  const { post, close } = connection(url, bearer(token))
  return {
    async call(tool, input) {
      const { status, text } = await post(`/tools/${tool}`, JSON.stringify(input))
      if (status >= 300) throw new Error(`${tool} was answered ${status}: ${text.slice(0, 500)}`)
      return JSON.parse(text)
    },
    close: async () => close(),
  }
}
