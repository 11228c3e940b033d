/** This person's secret: made once, kept where only this extension gets at it, and shown to hosts by signatures only. */
import type { LogOutputChannel, SecretStorage } from 'vscode'
import { keyFrom, newSecret, type PersonKey } from '../reach/person.ts'

const name = 'baton.person'

/** Never rejects: whatever keeps the storage from working, this window's person is one. */
export function personKey(secrets: SecretStorage, log: LogOutputChannel): () => Promise<PersonKey> {
  let key: Promise<PersonKey> | undefined
  async function load(): Promise<PersonKey> {
    try {
      const kept = await secrets.get(name)
      if (kept) return keyFrom(kept)
    } catch (error) {
      log.warn(`The kept secret cannot be used, so another is made: ${(error as Error).message}`)
    }
    const secret = newSecret()
    try {
      await secrets.store(name, secret)
    } catch (error) {
      log.warn(`The secret cannot be kept, so it holds for this window only: ${(error as Error).message}`)
    }
    return keyFrom(secret)
  }
  return () => {
    key ??= load()
    return key
  }
}
