/** REST, loaded with the first request for it: many a host is never asked. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Passed } from './guard.ts'
import { problem, refuse } from './problem.ts'
import type { RestParts } from './rest.ts'

type Face = (incoming: IncomingMessage, outgoing: ServerResponse, auth: Passed) => void

export function restFace(parts: RestParts): Face {
  let ready: Face | undefined
  let loading: Promise<Face> | undefined
  const load = async () => {
    const { restApp, restListener } = await import('./rest.ts')
    ready = restListener(restApp(parts))
    return ready
  }
  return (incoming, outgoing, auth) => {
    if (ready) return ready(incoming, outgoing, auth)
    loading ??= load()
    loading.then(
      (face) => face(incoming, outgoing, auth),
      (error) => {
        parts.log.error('rest could not be loaded', { error })
        refuse(outgoing, problem('internal', 'Baton could not load this part of itself. Restart its host.'))
      },
    )
  }
}
