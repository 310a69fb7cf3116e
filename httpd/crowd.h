/* SPDX-License-Identifier: ISC */
/*
 * How many connections each address has: a table of fixed size, in which
 * counting costs the same however many there are.  Pure.
 */
#ifndef HTTPD_CROWD_H
#define HTTPD_CROWD_H

#include "base/addr.h"
#include "proto.h"

#define HTTP_CROWD_BUCKETS 4096

struct http_crowd_entry {
	struct bw_addr addr; /* its port says nothing */
	uint16_t n;          /* connections; 0: the entry is free */
	uint16_t next;       /* index + 1; 0 ends the chain */
};

struct http_crowd {
	uint16_t buckets[HTTP_CROWD_BUCKETS];
	uint16_t free;    /* a chain of those that were used */
	uint16_t n_fresh; /* those from here on never were */
	struct http_crowd_entry entries[HTTP_CONNECTIONS_MAX];
};

/* A zeroed struct is an empty one. */

unsigned
http_crowd_count(const struct http_crowd *crowd, const struct bw_addr *addr);
/* At most HTTP_CONNECTIONS_MAX times without http_crowd_remove(). */
void http_crowd_add(struct http_crowd *crowd, const struct bw_addr *addr);
/* One that was added. */
void http_crowd_remove(struct http_crowd *crowd, const struct bw_addr *addr);

#endif
