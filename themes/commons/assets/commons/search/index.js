// The search of a site, for the dialog, the page `/search/`, tests and other programs in the browser:
//
//   const { results, total } = await search("learning plan", { scope: "versions", limit: 5 });
import { counted, FACETS, passing, valuesOf } from "./facets.js";
import { lineages } from "./lineage.js";
import { nearest, requestUrl } from "./near.js";
import { fromPartners } from "./partners.js";
import { presented } from "./present.js";
import { parsed } from "./query.js";
import { isNamed, Records, recordsOf } from "./records.js";
import { rowsOf } from "./rows.js";
import { placesOf, usedScope } from "./scope.js";
import { openSite } from "./site.js";
import { fullHits, prepare, titleHits } from "./tiers.js";
