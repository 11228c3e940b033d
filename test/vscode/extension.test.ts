import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp.ts'
import { runHost } from './host/run.ts'

const root = join(import.meta.dirname, '..', '..')

test('the extension in a real editor', { timeout: 300_000 }, async () => {
  const suite = join(import.meta.dirname, 'extension.suite.ts')
  const { outcomes, output } = await runHost({ workspace: tempDir(), extension: root, suite })
  expect(
    outcomes.filter(({ error }) => error),
    output,
  ).toEqual([])
  expect(outcomes.length).toBeGreaterThan(0)
})
