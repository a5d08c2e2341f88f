// The page as a file: its data stands in it.

import { show } from "./page.js";

show(document.getElementById("page"), JSON.parse(document.getElementById("page-data").textContent));
