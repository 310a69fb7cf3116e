/* SPDX-License-Identifier: ISC */
/*
 * One client's session: the handshake, then its requests in the order they
 * came, each with its reply (reply.h); only reads that must wait for a disk
 * come after those that need not.  Bytes in, bytes out, and what the program
 * must do in between.  Pure.
 *
 * Answers to doc/proto.md of the NetworkBlockDevice project, "Transmission".
 */
#ifndef NBDD_CORE_H
#define NBDD_CORE_H

#include "action.h"
#include "handshake.h"

/*
 * What the program must provide: input that holds the longest thing that is
 * looked at as a whole, and output that holds a reply with some data.  A read
 * of more than fits is replied to in portions; in a simple reply only a failure
 * in its first can still be told as an error.
 */
#define NBD_INPUT_SIZE  (272 << 10)
#define NBD_OUTPUT_SIZE ((256 << 10) + NBD_OPTION_ROOM)

/* A session that has not begun transmission after this is ended. */
#define NBD_HANDSHAKE_MAX_MS 10000

/* Room in the output without which no request is begun. */
#define NBD_REPLY_ROOM 64
/* A shorter piece of a read is copied into the output. */
#define NBD_DIRECT_MIN 32768
/* Reads that wait for a disk while others are done. */
#define NBD_DEFERRED_MAX 64
/* Extents in one reply to NBD_CMD_BLOCK_STATUS; clients ask on. */
#define NBD_EXTENTS_MAX 512

enum nbd_core_phase {
	NBD_CORE_PHASE_HANDSHAKE,
	NBD_CORE_PHASE_REQUEST,
	NBD_CORE_PHASE_READ,    /* the request in hand is being replied to */
	NBD_CORE_PHASE_STATUS,  /* so is one for block status */
	NBD_CORE_PHASE_PAYLOAD, /* of a write, done or skipped as it comes */
	NBD_CORE_PHASE_COMMAND, /* one action, then its answer */
	NBD_CORE_PHASE_FLUSH,   /* what was written, before the answer */
	NBD_CORE_PHASE_CLOSED,
};

/* A run of an image's bytes that are alike. */
struct nbd_extent {
	uint64_t len;
	uint32_t flags; /* NBD_STATE_ */
};

struct nbd_core {
	enum nbd_core_phase phase;
	struct nbd_handshake handshake;
	enum nbd_headers headers;
	uint64_t size; /* of the export */
	bool sparse;   /* reads ask for extents first */
	bool writable;
	struct nbd_request request;
	uint64_t left;       /* bytes of it still to do or to skip */
	uint32_t error;      /* NBD_E, known before all data has passed */
	uint64_t direct_max; /* bytes of one NBD_ACTION_LOAD; 0: none */
	bool passing;        /* some are loaded, and their header written */
	struct nbd_request deferred[NBD_DEFERRED_MAX]; /* the oldest first */
	unsigned n_deferred;
	bool waiting;             /* the request in hand was deferred */
	bool polled;              /* nothing else can be done at once */
	bool leaving;             /* the client has said that it will go */
	bool header_written;      /* of its reply, when that is one piece */
	bool open_ended;          /* that is not the last of the reply */
	size_t portion_at;        /* where in the output the portion begins */
	size_t portion_len;       /* bytes of the image in it */
	struct nbd_extent extent; /* what is known of what comes next */
	unsigned n_extents;       /* in the reply */
	uint64_t bytes_read;      /* of the image, in all replies */
	uint64_t bytes_written;   /* to it, by writes that succeeded */
	const char *reason;       /* why it is closed */
};

/*
 * Begin; the greeting is written to out.
 *
 *   exports  kept for the life of the session
 *   out      empty
 */
void nbd_core_init(struct nbd_core *core, const struct bw_conf_exports *exports,
    struct bw_writer *out);

/*
 * Go on until the program has to do something.
 *
 *   in          what was received and not yet used; what is used is taken
 *   out         replies are appended; the program sends them, empties it (len
 *               0) and steps again
 *   out_action  never NBD_ACTION_NONE
 */
void nbd_core_step(struct nbd_core *core, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action);

/*
 * After NBD_ACTION_OPEN: the export has this many bytes, some of which are
 * holes if it is sparse.  Returns whether transmission has begun; if not, the
 * image is not needed any more.
 */
bool nbd_core_opened(
    struct nbd_core *core, uint64_t size, bool sparse, struct bw_writer *out);
/*
 * After NBD_ACTION_TLS: what is in the output now is the last to be sent as it
 * is.
 */
void nbd_core_wrapped(struct nbd_core *core, struct bw_writer *out);

/*
 * The program can send bytes of the image without copying them: max of them,
 * counted from the beginning of a page of 4096, at a time.
 */
void nbd_core_set_direct(struct nbd_core *core, uint64_t max);

/*
 * After NBD_ACTION_OPEN, NBD_ACTION_TLS: it cannot be had; error is a negative
 * errno.
 */
void nbd_core_refused(struct nbd_core *core, int error, struct bw_writer *out);

/* After NBD_ACTION_READ, NBD_ACTION_LOAD: did all of its bytes come? */
void
nbd_core_read_done(struct nbd_core *core, bool complete, struct bw_writer *out);

/*
 * The same, when wait is not set: they are not in memory, and have been asked
 * for.  The request is done after those that need not wait.
 */
void nbd_core_read_cold(struct nbd_core *core, struct bw_writer *out);

/* After NBD_ACTION_EXTENT: what is there; extent->len is not 0. */
void nbd_core_extent_done(struct nbd_core *core,
    const struct nbd_extent *extent, struct bw_writer *out);

/* After the other actions: 0 or a negative errno. */
void nbd_core_done(struct nbd_core *core, int error, struct bw_writer *out);

/* Is a request in hand that has not been answered? */
bool nbd_core_busy(const struct nbd_core *core);

/* Has transmission begun? */
bool nbd_core_attached(const struct nbd_core *core);

#endif
