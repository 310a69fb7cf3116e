/* SPDX-License-Identifier: ISC */
/*
 * What is made for one request and is being sent: listings, and templates.
 * Each is built in memory that the kernel knows as a file, so that it leaves as
 * a file does; there are a few of them, made before the walls are up, and
 * whoever asks when all are in use is told 503.
 */
#ifndef HTTPD_PAGES_H
#define HTTPD_PAGES_H

#include "listing.h"

#define HTTPD_PAGES_MAX 32

struct httpd_page {
	int fd;
	uint8_t *at; /* HTTP_LISTING_PAGE_MAX bytes, the contents of fd */
	bool used;
};

struct httpd_pages {
	size_t n; /* 0: nothing is ever made */
	struct httpd_page all[HTTPD_PAGES_MAX];
};

/*
 * Calls memfd_create, ftruncate and mmap.
 *
 *   lists     there will be listings
 *   returns   0 or a negative errno
 */
int httpd_pages_init(struct httpd_pages *pages, bool lists);

/*
 * List a directory; only with listings.
 *
 *   dir_fd    of the root
 *   rest      the directory beneath it
 *   path      as asked for, "" or with a slash at its end
 *   query     of the request, for its order
 *   out_fd    goes back by httpd_pages_close()
 *   returns   0
 *             -EAGAIN  all pages are in use
 *             or as bw_docroot_list() does
 */
int httpd_pages_open(struct httpd_pages *pages, int dir_fd, const char *rest,
    const char *path, struct http_text query, int *out_fd, size_t *out_len);
/* One that is free, to be built by the caller; or NULL. */
struct httpd_page *httpd_pages_take(struct httpd_pages *pages);
/* Was fd a page? */
bool httpd_pages_close(struct httpd_pages *pages, int fd);

#endif
