/* SPDX-License-Identifier: ISC */
/*
 * What the pure part of nbdd asks its program to do: the answer of every step.
 */
#ifndef NBDD_ACTION_H
#define NBDD_ACTION_H

#include "base/base.h"

enum nbd_action_type {
	NBD_ACTION_NONE,    /* within core only: step on */
	NBD_ACTION_RECEIVE, /* send the output; nothing more without input */
	NBD_ACTION_SEND,    /* send the output: the next reply needs its room */
	NBD_ACTION_POLL,    /* send the output; take what input is there, but
			     * do not wait for any */
	NBD_ACTION_OPEN,    /* ask for the export called name, then answer with
			     * nbd_core_opened() or nbd_core_refused() */
	NBD_ACTION_TLS,     /* send the output; have the connection wrapped,
			     * then answer with nbd_core_wrapped() or
			     * nbd_core_refused() */
	NBD_ACTION_READ,    /* read len bytes of the image at offset to into,
			     * then answer with nbd_core_read_done() */
	NBD_ACTION_LOAD,    /* have len bytes of the image at offset ready to be
			  * sent, then answer with nbd_core_read_done() */
	NBD_ACTION_PASS,    /* send the output, then what was loaded */
	NBD_ACTION_EXTENT, /* find out whether the image has data at offset, and
			     * for how long, up to len; then answer with
			     * nbd_core_extent_done() */
	/* What follows is answered with nbd_core_done(). */
	NBD_ACTION_CACHE, /* len bytes at offset will be read soon */
	NBD_ACTION_WRITE, /* write len bytes from from at offset */
	NBD_ACTION_TRIM,  /* len bytes at offset are needed no more */
	NBD_ACTION_ZERO,  /* make len bytes at offset zeros, as flags say */
	NBD_ACTION_FLUSH, /* make durable what was written */
	NBD_ACTION_CLOSE, /* send the output, then end, because of reason */
};

struct nbd_action {
	enum nbd_action_type type;
	const char *name; /* as it stands in the configuration */
	bool attach;      /* to use it, not only to tell its size */
	bool wait; /* READ, LOAD: for a disk; else nbd_core_read_cold() may
		    * be the answer */
	uint64_t offset;
	uint64_t len;
	uint8_t *into;       /* inside the output */
	const uint8_t *from; /* inside the input */
	uint16_t flags;      /* NBD_CMD_FLAG_ of the request */
	const char *reason;  /* static text */
};

#endif
