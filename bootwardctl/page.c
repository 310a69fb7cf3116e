/* SPDX-License-Identifier: ISC */
/* The page; see page.h.  Pure. */
#include "page.h"

/* No script and nothing from elsewhere is run or loaded, whatever it says. */
const char page_head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<meta charset=\"us-ascii\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<title>Leases of bootward</title>\n"
    "<style>\n"
    "body { font: 14px sans-serif; margin: 2em }\n"
    "table { border-collapse: collapse }\n"
    "th, td { border: 1px solid #ccc; padding: 2px 8px; text-align: left }\n"
    "</style>\n"
    "<h1>Leases</h1>\n"
    "<table>\n";

const char page_tail[] = "</table>\n</html>\n";
