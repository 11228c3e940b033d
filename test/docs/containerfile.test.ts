import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../support/process.ts'
import { freePort, homeFor, tempDir } from '../support/temp.ts'

const root = join(import.meta.dirname, '..', '..')

/** The instructions of the last stage: `CMD` → what stands behind it. */
function instructions(): Map<string, string> {
  const lines = readFileSync(join(root, 'docs', 'Containerfile'), 'utf8').split('\n')
  const stage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  return new Map(stage.map((line) => line.match(/^([A-Z]+) (.*)$/)?.slice(1, 3) as [string, string]).filter(Boolean))
}

/** A command in its JSON form, with the image's path of the bundle made ours, and its port `port`. */
function command(text: string | undefined, port: number): string[] {
  const words = JSON.parse(text?.slice(text.indexOf('[')) ?? '') as string[]
  return words.map((word) =>
    word === '8766' ? `${port}` : word.replace(/^\/opt\/baton(?=\/)/, join(root, 'dist')).replace(/^node$/, node),
  )
}

/** The image has Node 20; the machine's own is the nearest to it. */
const node = process.env.BATON_SYSTEM_NODE ?? process.execPath

test('the container serves on its port, is found healthy, and ends when it is told to', async () => {
  const image = instructions()
  expect(image.get('COPY')).toBe('--from=build /source/dist /opt/baton')
  expect(image.get('CMD')).toContain(`"${image.get('EXPOSE')}"`)

  const port = await freePort()
  const [program = '', ...words] = [...command(image.get('ENTRYPOINT'), port), ...command(image.get('CMD'), port)]
  const surroundings = { cwd: tempDir(), env: { ...homeFor(), BATON_TOKEN: 'a-token-of-at-least-32-characters' } }
  const server = start(program, words, surroundings)
  await server.line(/Baton is listening on/)

  const address = `http://127.0.0.1:${port}`
  expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok' })
  const list = (headers: Record<string, string>) =>
    fetch(`${address}/tools/list_tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    })
  expect((await list({})).status).toBe(401)
  expect((await list({ authorization: `Bearer ${surroundings.env.BATON_TOKEN}` })).status).toBe(200)

  const [check = '', ...checks] = command(image.get('HEALTHCHECK'), port)
  const health = start(check, checks, surroundings)
  expect(await health.exited, health.out + health.err).toEqual({ code: 0, signal: null })
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('without a token it listens on no address that others reach', async () => {
  const image = instructions()
  const port = await freePort()
  const [program = '', ...words] = [...command(image.get('ENTRYPOINT'), port), ...command(image.get('CMD'), port)]
  const server = start(program, words, { cwd: tempDir(), env: homeFor() })
  expect((await server.exited).code).not.toBe(0)
  expect(server.err).toContain('BATON_TOKEN')
})
