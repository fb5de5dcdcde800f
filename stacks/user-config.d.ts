/** The configuration is the user's own: it lies at the top level, in no repository, and is checked as it is read. */
declare module "*/flipwatch.config.ts" {
  const written: unknown;
  export default written;
}
