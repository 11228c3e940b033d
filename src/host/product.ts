import manifest from '../../package.json' with { type: 'json' }

export const product = manifest.version
