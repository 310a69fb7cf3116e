/* SPDX-License-Identifier: ISC */
/* All connections of the worker, in a table of fixed size. */
#ifndef TLSD_WRAPS_H
#define TLSD_WRAPS_H

#include "child/child.h"
#include "wrap.h"

struct tls_wraps {
	struct bw_worker *worker;
	struct tls_wrap *items;
	struct tls_wrap **free; /* those used before */
	size_t max;
	size_t n_fresh; /* those from here on never were */
	size_t n_free;
	uint64_t sweep_due_ms;
};

/* 0 or -ENOMEM */
int tls_wraps_init(struct tls_wraps *wraps, struct bw_worker *worker);

/* CONNECTION_WRAP: answered at once; fd is taken. */
void tls_wraps_begin(struct tls_wraps *wraps, const struct bw_msg *msg, int fd);

/* One has ended. */
void tls_wraps_give(struct tls_wraps *wraps, struct tls_wrap *wrap);

size_t tls_wraps_count(const struct tls_wraps *wraps);

/* When to sweep (UINT64_MAX: never), and end what is overdue. */
uint64_t tls_wraps_due(const struct tls_wraps *wraps);
void tls_wraps_sweep(struct tls_wraps *wraps, uint64_t now_ms);

/* End all. */
void tls_wraps_kill(struct tls_wraps *wraps);

#endif
