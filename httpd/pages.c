/* SPDX-License-Identifier: ISC */
/* Pages on their way; see pages.h. */
#include "pages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/docroot.h"

static struct http_listing *listing;

static int
page_init(struct httpd_page *page)
{
	void *at;

	page->fd = memfd_create("page", MFD_CLOEXEC);
	if (page->fd < 0 || ftruncate(page->fd, HTTP_LISTING_PAGE_MAX) != 0) {
		return -errno;
	}
	at = mmap(NULL, HTTP_LISTING_PAGE_MAX, PROT_READ | PROT_WRITE,
	    MAP_SHARED, page->fd, 0);
	if (at == MAP_FAILED) {
		return -errno;
	}
	page->at = at;
	return 0;
}

int
httpd_pages_init(struct httpd_pages *pages, bool lists)
{
	listing = lists ? calloc(1, sizeof(*listing)) : NULL;
	if (lists && listing == NULL) {
		return -ENOMEM;
	}
	for (; pages->n < HTTPD_PAGES_MAX; pages->n++) {
		int error = page_init(&pages->all[pages->n]);

		if (error != 0) {
			return error; /* the process ends */
		}
	}
	return 0;
}

static void
add(void *arg, const struct bw_docroot_entry *entry)
{
	const struct http_listing_entry shown = {
	    .name = entry->name,
	    .is_directory = entry->is_directory,
	    .size = entry->size,
	    .mtime_s = entry->mtime_s,
	};

	http_listing_add(arg, &shown);
}

struct httpd_page *
httpd_pages_take(struct httpd_pages *pages)
{
	for (size_t i = 0; i < pages->n; i++) {
		if (!pages->all[i].used) {
			pages->all[i].used = true;
			return &pages->all[i];
		}
	}
	return NULL;
}

int
httpd_pages_open(struct httpd_pages *pages, int dir_fd, const char *rest,
    const char *path, struct http_text query, int *out_fd, size_t *out_len)
{
	struct httpd_page *page = httpd_pages_take(pages);
	int error;

	if (page == NULL) {
		return -EAGAIN;
	}
	http_listing_init(listing, query);
	/* one more than fit, so that the page says so */
	error = bw_docroot_list(
	    dir_fd, rest, HTTP_LISTING_ENTRIES_MAX + 3, add, listing);
	if (error != 0) {
		page->used = false;
		return error;
	}
	*out_fd = page->fd;
	*out_len = http_listing_build(listing, path, page->at);
	return 0;
}

bool
httpd_pages_close(struct httpd_pages *pages, int fd)
{
	for (size_t i = 0; i < pages->n; i++) {
		if (pages->all[i].fd == fd) {
			pages->all[i].used = false;
			return true;
		}
	}
	return false;
}
