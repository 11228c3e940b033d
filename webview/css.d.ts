/** esbuild bundles them beside the scripts. */
declare module '*.css'
