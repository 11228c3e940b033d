// What the protocol's conformance suite calls, by the names that it expects. Neutral: no SDK's types, so that each
// face can be tested with its own adapter. Registered by test programs only, never by the product.
import * as z from 'zod'

/** What a tool can do while it works. `sample` and `elicit` ask the client and wait for its answer. */
export interface FixtureContext {
  progress(progress: number, total: number, message?: string): Promise<void>
  log(level: 'debug' | 'info' | 'warning' | 'error', data: unknown): Promise<void>
  sample(params: Record<string, unknown>): Promise<Record<string, unknown>>
  elicit(params: Record<string, unknown>): Promise<{ action: string; content?: Record<string, unknown> }>
  signal: AbortSignal
  progressToken: string | number | undefined
}

export type Contents = { uri: string; mimeType: string } & ({ text: string } | { blob: string })
export type Block =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; resource: Contents }

export interface ToolFixture {
  name: string
  description: string
  input: Record<string, z.ZodType>
  call(args: Record<string, unknown>, context: FixtureContext): Promise<{ content: Block[]; isError?: boolean }>
}

/** `uri` is an address, or a template whose `{variables}` are handed to `read`. */
export interface ResourceFixture {
  name: string
  uri: string
  template?: true
  description: string
  mimeType: string
  read(uri: string, variables: Record<string, string>): { contents: Contents[] }
}

export interface PromptFixture {
  name: string
  description: string
  arguments: { name: string; description: string; required: true; complete?: (value: string) => string[] }[]
  get(args: Record<string, string>): { messages: { role: 'user'; content: Block }[] }
}

/** The smallest picture and the shortest sound there are. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='
const text = (words: string): Block => ({ type: 'text', text: words })
const image: Block = { type: 'image', data: png, mimeType: 'image/png' }
const resource = (uri: string, mimeType: string, words: string): Block => ({
  type: 'resource',
  resource: { uri, mimeType, text: words },
})
/** The suite wants to see messages arrive one by one. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

const tool = (
  name: string,
  description: string,
  call: ToolFixture['call'],
  input: ToolFixture['input'] = {},
): ToolFixture => ({ name, description, input, call })

/** A tool that answers the same to everybody. */
const says = (name: string, description: string, ...content: Block[]) =>
  tool(name, description, async () => ({ content }))

/** A tool that shows the person a form and tells what came back. */
const asks = (name: string, said: string, form: Record<string, unknown>, input: ToolFixture['input'] = {}) =>
  tool(
    name,
    'Asks the person to fill in a form',
    async ({ message = 'Please fill this in' }, { elicit }) => {
      const { action, content } = await elicit({ message, requestedSchema: { type: 'object', required: [], ...form } })
      return { content: [text(`${said}: action=${action}, content=${JSON.stringify(content ?? {})}`)] }
    },
    input,
  )

const titled = (ordinal: string, n: number, word: string) => ({ const: `value${n}`, title: `${ordinal} ${word}` })
const three = (word: string) => [titled('First', 1, word), titled('Second', 2, word), titled('Third', 3, word)]
const options = ['option1', 'option2', 'option3']

export const tools: ToolFixture[] = [
  says('test_simple_text', 'Answers with text', text('This is a simple text response for testing.')),
  says('test_image_content', 'Answers with a picture', image),
  says('test_audio_content', 'Answers with a sound', { type: 'audio', data: wav, mimeType: 'audio/wav' }),
  says(
    'test_embedded_resource',
    'Answers with a resource',
    resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ),
  says(
    'test_multiple_content_types',
    'Answers with text, a picture and a resource',
    text('Multiple content types test:'),
    image,
    resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ),
  tool('test_tool_with_logging', 'Logs three messages while it works', async (_, { log }) => {
    for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await log('info', message)
      await pause()
    }
    return { content: [text('Logged three messages')] }
  }),
  tool('test_tool_with_progress', 'Reports progress three times', async (_, { progress, progressToken }) => {
    for (const done of [0, 50, 100]) {
      if (progressToken !== undefined) await progress(done, 100, `Completed step ${done} of 100`)
      await pause()
    }
    return { content: [text(String(progressToken))] }
  }),
  tool('test_error_handling', 'Always fails', async () => ({
    isError: true,
    content: [text('This tool intentionally returns an error for testing')],
  })),
  tool(
    'test_sampling',
    "Asks the client's model",
    async ({ prompt }, { sample }) => {
      const messages = [{ role: 'user', content: text(String(prompt)) }]
      const { content } = (await sample({ messages, maxTokens: 100 })) as { content?: { text?: string } }
      return { content: [text(`LLM response: ${content?.text ?? ''}`)] }
    },
    { prompt: z.string() },
  ),
  asks(
    'test_elicitation',
    'User response',
    {
      properties: {
        username: { type: 'string', description: "User's response" },
        email: { type: 'string', description: "User's email address" },
      },
      required: ['username', 'email'],
    },
    { message: z.string() },
  ),
  asks('test_elicitation_sep1034_defaults', 'Elicitation completed', {
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
  }),
  asks('test_elicitation_sep1330_enums', 'Elicitation completed', {
    properties: {
      untitledSingle: { type: 'string', enum: options },
      titledSingle: { type: 'string', oneOf: three('Option') },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
      titledMulti: { type: 'array', items: { anyOf: three('Choice') } },
    },
  }),
]

export const resources: ResourceFixture[] = [
  {
    name: 'static-text',
    uri: 'test://static-text',
    description: 'Text that never changes',
    mimeType: 'text/plain',
    read: (uri) => ({
      contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
    }),
  },
  {
    name: 'static-binary',
    uri: 'test://static-binary',
    description: 'A picture that never changes',
    mimeType: 'image/png',
    read: (uri) => ({ contents: [{ uri, mimeType: 'image/png', blob: png }] }),
  },
  {
    name: 'watched-resource',
    uri: 'test://watched-resource',
    description: 'Can be subscribed to',
    mimeType: 'text/plain',
    read: (uri) => ({ contents: [{ uri, mimeType: 'text/plain', text: 'Watched resource content' }] }),
  },
  {
    name: 'template',
    uri: 'test://template/{id}/data',
    template: true,
    description: 'One resource for every id',
    mimeType: 'application/json',
    read: (uri, { id }) => {
      const data = { id, templateTest: true, data: `Data for ID: ${id}` }
      return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(data) }] }
    },
  },
]

const argument = (name: string) => ({ name, description: `Test argument ${name}`, required: true as const })
const user = (...contents: Block[]) => ({
  messages: contents.map((content) => ({ role: 'user' as const, content })),
})

export const prompts: PromptFixture[] = [
  {
    name: 'test_simple_prompt',
    description: 'A prompt without arguments',
    arguments: [],
    get: () => user(text('This is a simple prompt for testing.')),
  },
  {
    name: 'test_prompt_with_arguments',
    description: 'A prompt with two arguments, the first of which can be completed',
    arguments: [
      { ...argument('arg1'), complete: (typed) => ['paris', 'park', 'party'].filter((word) => word.startsWith(typed)) },
      argument('arg2'),
    ],
    get: ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'A prompt with a resource in it',
    arguments: [argument('resourceUri')],
    get: ({ resourceUri = '' }) =>
      user(
        resource(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
        text('Please process the embedded resource above.'),
      ),
  },
  {
    name: 'test_prompt_with_image',
    description: 'A prompt with a picture in it',
    arguments: [],
    get: () => user(image, text('Please analyze the image above.')),
  },
]
