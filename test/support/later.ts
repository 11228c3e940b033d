import { afterAll, onTestFinished } from 'vitest'

type Clean = () => void | Promise<void>
/** When to clean up: `onTestFinished`, or `endOfFile` for what a `beforeAll` made. */
export type Later = (clean: Clean) => void

const pending: Clean[] = []

export const endOfFile: Later = (clean) => {
  pending.push(clean)
}

/**
 * Cleans up then. Vitest silently ignores an `afterAll` that is registered while a `beforeAll` runs, and a server
 * started there would stay for ever; so that is taken for what it means.
 */
export function cleanUp(clean: Clean, later: Later = onTestFinished): void {
  const asked: unknown = later
  if (asked === afterAll) endOfFile(clean)
  else later(clean)
}

// This module is a setup file too: the hook is registered before the test file's own ones, so it runs after them.
afterAll(async () => {
  for (const clean of pending.splice(0).reverse()) await clean()
})
