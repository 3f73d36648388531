/** Going through a list whose pages are named by tokens: each page tells the token of the next. */

import Pagination from "@cloudscape-design/components/pagination";
import { useCallback, useState } from "react";

export interface Pages {
  /** The token of the page that is shown; none for the first. */
  token: string | null;
  /** Back to the first page, as when other things are asked for. */
  reset: () => void;
  /** Tokens of the pages seen so far; page n is asked for with token n. */
  tokens: (string | null)[];
  page: number;
  go: (page: number, next: string | null) => void;
}

export function usePages(): Pages {
  const [tokens, setTokens] = useState<(string | null)[]>([null]);
  const [page, setPage] = useState(1);
  const reset = useCallback(() => {
    setTokens([null]);
    setPage(1);
  }, []);
  const go = (wanted: number, next: string | null) => {
    if (wanted > tokens.length) {
      if (next === null) return;
      setTokens([...tokens, next]);
    }
    setPage(Math.min(wanted, tokens.length + 1));
  };
  return { token: tokens[page - 1] ?? null, reset, tokens, page, go };
}

export function PageNumbers(props: { pages: Pages; next: string | null }) {
  const { pages, next } = props;
  const seen = pages.tokens.length;
  return (
    <Pagination
      currentPageIndex={pages.page}
      pagesCount={seen + (next !== null && pages.page === seen ? 1 : 0)}
      openEnd={next !== null}
      ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page" }}
      onChange={({ detail }) => pages.go(detail.currentPageIndex, next)}
    />
  );
}
