/** The page's frame. */
export function App() {
  return <h1>Flipwatch</h1>;
}
