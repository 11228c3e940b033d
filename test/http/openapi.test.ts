import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { expect, test } from 'vitest'
import { operationNamed, operationsOn } from '../../src/contract/operations/index.ts'
import { errorCodes } from '../../src/contract/words.ts'
import { type Answer, openSite, type Site, token } from './site.ts'

// biome-ignore lint/suspicious/noExplicitAny: a page read as data
type Page = any

/** Validates against a schema of the page, with the page's components at hand. */
function checks(page: Page, schema: object) {
  return new AjvJsonSchemaValidator().getValidator({ ...schema, components: page.components } as object)
}

function fits(page: Page, path: string, { status, type, body }: Answer, method?: 'get' | 'post'): void {
  const operation = method ? page.paths[path][method] : Object.values<Page>(page.paths[path])[0]
  const content = operation.responses[status]?.content[type.split(';')[0] ?? '']
  expect(content, `${path} says nothing of ${status} ${type}: ${JSON.stringify(body)}`).toBeDefined()
  expect(checks(page, content.schema)(body), `${path} ${status}`).toMatchObject({ valid: true })
}

const pageOf = async (site: Site): Promise<Page> => (await site.get('/openapi.json')).body

test('every route is on the page, and nothing else', async () => {
  const site = await openSite()
  const page = await pageOf(site)
  const routes = site.app.routes.flatMap(({ method, path }) => {
    if (path !== '/tools/:name') return [`${method} ${path.replace(/:(\w+)/g, '{$1}')}`]
    return operationsOn('rest').map(({ name }) => `POST /tools/${name}`)
  })
  const mcp = ['POST /mcp', 'GET /mcp', 'DELETE /mcp', 'GET /sse', 'POST /message']
  const paths = Object.entries<Page>(page.paths)
  const listed = paths.flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
  expect(listed.sort()).toEqual([...routes, ...mcp].sort())
})

test('the page is made as OpenAPI 3.1 asks: ids apart, references resolved, every error code somewhere', async () => {
  const page = await pageOf(await openSite())
  expect(page).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Baton', version: '0.1.0' },
    security: [{ bearer: [] }, { browser: [] }],
  })
  const operations = Object.values<Page>(page.paths).flatMap((item) => Object.values<Page>(item))
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const text = JSON.stringify(page)
  for (const [, ref = ''] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
    const found = ref
      .split('/')
      .slice(1)
      .reduce((at, key) => at?.[key], page)
    expect(found, ref).toBeDefined()
  }
  for (const code of errorCodes) expect(text).toContain(`"urn:baton:error:${code}"`)
  for (const { name, errors } of operationsOn('rest')) {
    const { responses } = page.paths[`/tools/${name}`].post
    for (const code of errors) expect(JSON.stringify(responses)).toContain(`"urn:baton:error:${code}"`)
    expect(responses['401'].headers['WWW-Authenticate']).toBeDefined()
    expect(responses['429'].headers['Retry-After']).toBeDefined()
  }
})

test('every example is a call that Baton understands and an answer that fits', async () => {
  const page = await pageOf(await openSite())
  for (const { name } of operationsOn('rest')) {
    const { requestBody, responses } = page.paths[`/tools/${name}`].post
    const { schema, example } = requestBody.content['application/json']
    expect(operationNamed.get(name)?.read(example), name).toMatchObject({ ok: true })
    expect(Object.keys(example).filter((key) => !(key in schema.properties) && name !== 'add_task')).toEqual([])
    const answer = responses['200'].content['application/json']
    expect(checks(page, answer.schema)(answer.example), name).toMatchObject({ valid: true })
    expect(
      Object.keys(answer.example).filter((key) => !(key in answer.schema.properties)),
      name,
    ).toEqual([])
  }
})

test('inputs: unknown arguments are refused on the page as by the host, synonyms are not advertised', async () => {
  const page = await pageOf(await openSite())
  const { schema } = page.paths['/tools/update_task'].post.requestBody.content['application/json']
  expect(schema).toMatchObject({ additionalProperties: false, required: ['task_id'] })
  expect(schema.properties.status.enum).not.toContain('working')
  expect(schema.properties.idempotency_key).toBeDefined()
})

test('what every route really answers is what the page says', async () => {
  const site = await openSite()
  const page = await pageOf(site)
  const tried = new Set<string>()
  const by =
    (role: string) =>
    async (name: string, input: Record<string, unknown> = {}) => {
      const answer = await site.call(name, input, { 'x-test-role': role })
      fits(page, `/tools/${name}`, answer)
      const operation = operationNamed.get(name)
      if (answer.status === 200) {
        tried.add(name)
        expect(
          Object.keys(answer.body).filter((key) => !(key in (operation?.output ?? {}))),
          name,
        ).toEqual([])
      }
      return answer.body
    }
  const agent = by('agent')
  const ask = by('person')
  const me = { agent: 'codex' }

  await agent('create_task', { task_id: 'a', title: 'A', goal: 'g', due: '2030-01-01', labels: ['x'], done_when: 'd' })
  await agent('add_task', { id: 'b', description: 'B', dependencies: ['a'] })
  await agent('create_tasks', {
    tasks: [
      { ref: 'r', title: 'R' },
      { title: 'S', depends_on: ['r'] },
    ],
  })
  await agent('claim_worker_slot', me)
  const { claim } = await agent('claim_task', { task_id: 'a', slot: 1, ...me })
  await agent('update_task', { task_id: 'a', claim, completed_steps: ['one'], git: { branch: 'main' }, ...me })
  await agent('save_checkpoint', { task_id: 'a', claim, notes: 'n', resume_prompt: 'r', ...me })
  await agent('heartbeat', me)
  const { artifact_id } = await agent('attach_artifact', { task_id: 'a', content: 'text', name: 'n.txt' })
  await agent('get_artifact', { artifact_id })
  const link = await agent('attach_artifact', { task_id: 'a', url: 'https://example.com/1' })
  for (const id of [artifact_id, link.artifact_id, 'nothing', 'x'.repeat(65)])
    fits(page, '/artifacts/{artifact_id}', await site.get(`/artifacts/${id}`))
  fits(page, '/artifacts/{artifact_id}', await site.get(`/artifacts/${artifact_id}`, { authorization: '' }))
  await agent('get_workers')
  await agent('list_clients')
  await agent('handoff_task', { task_id: 'a', claim, to_agent: 'other', reason: 'full', ...me })
  await agent('get_task', { task_id: 'a' })
  fits(page, '/resources/task/{task_id}', await site.get('/resources/task/a'))
  fits(page, '/resources/task/{task_id}', await site.get('/resources/task/a?agent=codex'))
  const next = await agent('claim_task', { task_id: 'a', agent: 'other' })
  await agent('complete_task', { task_id: 'a', claim: next.claim, agent: 'other', output: 'o', evidence: 'e' })
  await agent('get_all_tasks', { limit: 2 })
  for (const detail of ['line', 'full', 'card']) await agent('list_tasks', { detail, query: 'a' })
  await agent('get_available_tasks')
  await agent('release_worker_slot', { slot: 1, ...me })
  const taken = await agent('claim_next_task', me)
  await agent('release_task', { task_id: taken.task_id, claim: taken.claim, ...me })
  await agent('update_task', { task_id: 'b', status: 'failed', error: 'no', ...me })
  await agent('update_task', { task_id: 'b', status: 'in_progress', ...me })
  await agent('update_task', { task_id: 'b', status: 'failed', error: 'no', ...me })
  await agent('reset_failed_task', { task_id: 'b' })
  await agent('claim_task', { task_id: 'b', ...me })
  await agent('mark_exhausted', { task_id: 'b', ...me })
  await agent('cancel_task', { task_id: 'b', reason: 'r' })
  await agent('trigger_notification', { task_id: 'b', channel: 'log' })
  await agent('get_history', { limit: 3 })
  await agent('backup')
  const { task_id } = await agent('create_task', { title: 'Q' })
  await agent('request_input', { task_id, question: 'why', ...me })
  await agent('answer_input', { task_id, answer: 'because' })

  for (const id of ['q', 'p', 'o']) await ask('create_task', { task_id: id, title: id, needs_approval: true })
  await ask('claim_task', { task_id: 'q', ...me })
  await ask('request_input', { task_id: 'q', question: 'why', options: ['a', 'b'], ...me })
  await ask('get_task', { task_id: 'q' })
  await ask('answer_input', { task_id: 'q', answer: 'b' })
  for (const id of ['p', 'o']) await agent('complete_task', { task_id: id, evidence: 'it works' })
  await ask('approve', { task_id: 'p' })
  await ask('reject', { task_id: 'o', reason: 'no test' })
  await agent('list_checkpoints', { task_id: 'a' })
  await agent('list_artifacts', { task_id: 'a' })
  await agent('list_dependencies', { task_id: 'a' })
  await agent('get_plan')
  await agent('get_plan', { task_id: 'a', depth: 1 })
  await ask('create_task', { task_id: 'held', title: 'held' })
  await agent('claim_task', { task_id: 'held', ...me })
  await ask('extend_lease', { task_id: 'held', seconds: 60 })
  await ask('force_release', { task_id: 'held', reason: 'stuck' })
  const { events } = (await ask('get_history', { task_id: 'held', limit: 1 })) as Page
  await ask('undo', { task_id: 'held', seq: events?.[0]?.seq ?? 1 })
  await ask('get_history')

  for (const name of operationNamed.keys()) await agent(name, { nonsense: 1 })
  for (const path of ['/health', '/api/health', '/openapi.json']) fits(page, path, await site.get(path))
  fits(page, '/openapi.json', await site.get('/openapi.json', { authorization: '' }))
  fits(page, '/events', await site.get('/events?since=x'))
  fits(page, '/resources/task/{task_id}', await site.get('/resources/task/nobody'))

  const own = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', authorization: '' }
  const post = (path: string, body: unknown, headers = {}) =>
    site.send('POST', path, JSON.stringify(body), { ...own, ...headers })
  const adminToken = site.tokens.create({ role: 'admin' }).token
  const admin = { authorization: `Bearer ${adminToken}` }
  fits(page, '/', await site.get('/', { authorization: '' }))
  fits(page, '/login', await site.get('/login', { authorization: '' }), 'get')
  const code = site.logins.invite({}, 'ada', site.url).url.split('#')[1]
  const loggedIn = await post('/login', { code })
  expect(loggedIn.status).toBe(200)
  fits(page, '/login', loggedIn, 'post')
  for (const body of [{ code }, {}, { code: 1 }, { code: 'x'.repeat(2_000) }])
    fits(page, '/login', await post('/login', body), 'post')
  fits(page, '/login', await post('/login', { code }, { 'sec-fetch-site': 'cross-site' }), 'post')
  fits(page, '/login', await post('/login', { code }, { 'content-type': 'text/plain' }), 'post')
  for (let n = 0; n < 12; n++) fits(page, '/login', await post('/login', { code: 'wrong' }), 'post')
  const cookie = loggedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  fits(page, '/session', await site.get('/session', { authorization: '', cookie }))
  fits(page, '/session', await site.get('/session', { authorization: '' }))
  fits(page, '/tokens', await site.get('/tokens', admin), 'get')
  fits(page, '/tokens', await site.get('/tokens'), 'get')
  for (const wish of [{ role: 'agent', name: 'x' }, { role: 'agent', name: 'x' }, { role: 'king' }])
    fits(page, '/tokens', await post('/tokens', wish, admin), 'post')
  fits(page, '/tokens/{id}', await site.send('DELETE', '/tokens/x', undefined, admin))
  fits(page, '/tokens/{id}', await site.send('DELETE', '/tokens/x', undefined, admin))
  fits(page, '/tokens/{id}', await site.send('DELETE', '/tokens/x'))
  fits(page, '/logout', await post('/logout', {}, { authorization: `Bearer ${token}` }))
  const out = await post('/logout', {}, { cookie })
  expect(page.paths['/logout'].post.responses[out.status]).toBeDefined()
  fits(page, '/logout', await post('/logout', {}, { cookie }))
  expect(
    operationsOn('rest')
      .map(({ name }) => name)
      .filter((name) => !tried.has(name)),
  ).toEqual([])
})
