/* SPDX-License-Identifier: ISC */
/*
 * A directory as an HTML page: a table that text browsers can show, too, its
 * columns sorted by links.  Every name is escaped, in links as RFC 3986 has
 * it and in text as HTML has it.  Pure.
 */
#ifndef HTTPD_LISTING_H
#define HTTPD_LISTING_H

#include "base/writer.h"
#include "text.h"

#define HTTP_LISTING_ENTRIES_MAX 4096
#define HTTP_LISTING_NAMES_MAX   (256u << 10)
/* Of a page, which is cut (and says so) beyond it. */
#define HTTP_LISTING_PAGE_MAX (1u << 20)

enum http_listing_order {
	HTTP_LISTING_ORDER_NAME,
	HTTP_LISTING_ORDER_SIZE,
	HTTP_LISTING_ORDER_DATE,
};

struct http_listing_entry {
	const char *name;
	bool is_directory;
	uint64_t size;
	uint64_t mtime_s;
};

struct http_listing {
	enum http_listing_order order;
	bool reverse;
	bool cut; /* there is more than is shown */
	size_t n;
	size_t names_len;
	struct http_listing_entry entries[HTTP_LISTING_ENTRIES_MAX];
	char names[HTTP_LISTING_NAMES_MAX];
};

/* Begin an empty one; query is what stands behind the target's "?". */
void http_listing_init(struct http_listing *listing, struct http_text query);

/* One more; what does not fit, or begins with a dot, is left out. */
void http_listing_add(
    struct http_listing *listing, const struct http_listing_entry *entry);

/*
 * Sort, directories first, and build the page.
 *
 *   path      of the directory below the root, "" or with a slash at its end
 *   buf       HTTP_LISTING_PAGE_MAX bytes
 *   returns   how many were used
 */
size_t http_listing_build(
    struct http_listing *listing, const char *path, uint8_t *buf);

/* A path as a reference: all but letters, digits and "-._~/" escaped. */
void http_reference_put(struct bw_writer *w, const char *path);

#endif
