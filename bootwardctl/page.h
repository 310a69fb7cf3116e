/* SPDX-License-Identifier: ISC */
/* A list as one HTML page, which needs nothing but itself.  Pure. */
#ifndef BOOTWARDCTL_PAGE_H
#define BOOTWARDCTL_PAGE_H

/* What stands before its rows, and after them. */
extern const char page_head[];
extern const char page_tail[];

#endif
