import type { Plugin } from 'esbuild'

export function usedIcons(folder: string): Plugin
