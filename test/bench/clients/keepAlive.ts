import { Agent, request } from 'node:http'

export interface Reply {
  status: number
  headers: NodeJS.Dict<string | string[]>
  text: string
}

/** One connection that stays open: the lightest client there is, so that what is measured is the server. */
export interface Connection {
  post(path: string, body: string, headers?: Record<string, string>): Promise<Reply>
  close(): void
}

/** `url` is a server's address; what is sent goes one after the other over one socket. */
export function connection(url: string, always: Record<string, string> = {}): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { hostname, port } = new URL(url)
  return {
    post: (path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const length = String(Buffer.byteLength(body))
        const sent = { 'content-type': 'application/json', 'content-length': length, ...always, ...headers }
        const call = request({ agent, hostname, port, path, method: 'POST', headers: sent }, (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk) => {
            text += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
          response.on('error', reject)
        })
        call.on('error', reject)
        call.end(body)
      }),
    close: () => agent.destroy(),
  }
}

export const bearer = (token?: string): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }
