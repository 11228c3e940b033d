import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { runHost } from './host/run.ts'

const root = join(import.meta.dirname, '..', '..')

test('the language client on the link, in a real editor', { timeout: 300_000 }, async () => {
  const suite = join(import.meta.dirname, 'language.suite.ts')
  const env = { BATON_SCRIPT: join(root, 'dist', 'baton.js') }
  // The window's own connection would make another client.
  const settings = { 'baton.connectAtStart': false }
  const { outcomes, output } = await runHost({ workspace: tempDir(), extension: root, suite, env, settings })
  expect(
    outcomes.filter(({ error }) => error),
    output,
  ).toEqual([])
  expect(outcomes.length).toBeGreaterThan(0)
})
