/** What Vite adds to modules: `import.meta.glob`, and styles as imports. */
/// <reference types="vite/client" />
