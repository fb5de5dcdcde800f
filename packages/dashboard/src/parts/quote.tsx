/** What a record says in English, told in the viewer's language where the sentence is known; who listens is told which language it is. */
import { retold } from "../words/words.ts";

export function Quote({ english }: { english: string }) {
  const { said, isQuoted } = retold(english);
  return <span lang={isQuoted ? "en" : undefined}>{said}</span>;
}
