/** A component that is drawn again only when one of its inputs is another one: for rows of long lists. */
import { Component, type ComponentChildren, type ComponentType } from "preact";

/** `draw` may not use hooks; components inside it may. */
export function pure<P extends object>(draw: (props: P) => ComponentChildren): ComponentType<P> {
  return class Pure extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return (Object.keys(next) as (keyof P)[]).some((name) => next[name] !== this.props[name]);
    }

    override render() {
      return draw(this.props);
    }
  };
}
