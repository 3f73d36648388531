/** Generous limits: a condition that holds is seen at once, and a busy machine fails nothing. */

import { configure } from "@testing-library/react";

configure({ asyncUtilTimeout: 10_000 });
