/* SPDX-License-Identifier: ISC */
/*
 * The handshake: client flags, then options until one of them begins the
 * transmission.  A state machine over bytes that arrive in any portions.
 * Pure; nothing of an export is asked for before the client named it.
 *
 * Answers to doc/proto.md of the NetworkBlockDevice project, "Fixed newstyle
 * negotiation" and "Option types".
 */
#ifndef NBDD_HANDSHAKE_H
#define NBDD_HANDSHAKE_H

#include "action.h"
#include "base/reader.h"
#include "base/writer.h"
#include "conf/conf.h"
#include "ipc/ctl.h"
#include "wire.h"

/* Options in one handshake; more are no negotiation any more. */
#define NBD_OPTIONS_MAX 256
/* Data of an option that we look at: the longest sensible request. */
#define NBD_OPTION_HELD_MAX 8192
/* Data of an option that we skip, to keep in step; more ends the session. */
#define NBD_OPTION_DATA_MAX 65536
/* Room that the output must have before an option is answered. */
#define NBD_OPTION_ROOM 16384

/* Of base:allocation, in replies to NBD_CMD_BLOCK_STATUS. */
#define NBD_CONTEXT_ID 1

enum nbd_handshake_phase {
	NBD_HANDSHAKE_PHASE_CLIENT_FLAGS,
	NBD_HANDSHAKE_PHASE_OPTION,
	NBD_HANDSHAKE_PHASE_DATA, /* all of it is awaited */
	NBD_HANDSHAKE_PHASE_SKIP, /* data that nobody looks at */
	NBD_HANDSHAKE_PHASE_LIST, /* in the middle of a list of exports */
	NBD_HANDSHAKE_PHASE_OPEN, /* the parent is being asked */
	NBD_HANDSHAKE_PHASE_TLS,  /* the same, for TLS */
	NBD_HANDSHAKE_PHASE_DONE, /* transmission has begun */
	NBD_HANDSHAKE_PHASE_FAILED,
};

struct nbd_handshake {
	const struct bw_conf_exports *exports;
	enum nbd_handshake_phase phase;
	bool zeroes; /* the client wants 124 of them */
	bool secure; /* the rest is said in TLS */
	enum nbd_headers headers;
	unsigned n_options;
	struct nbd_option option; /* the one in hand */
	uint32_t skip_left;
	uint32_t skip_answer; /* NBD_REP_ERR_, once all is skipped */
	size_t listed;        /* exports that were listed */
	uint32_t infos;       /* as in struct nbd_info_request */
	const struct bw_conf_export *export; /* the one that was named */
	/* the one that base:allocation was chosen for, or NULL */
	const struct bw_conf_export *context_export;
	/* the first name that no export has; "" none, or told already */
	char unknown[BW_EXPORT_NAME_MAX];
	bool unknown_told;
	const char *reason; /* why it failed */
};

/*
 * Begin; the greeting is written to out.
 *
 *   exports  kept for the life of the session; one of them the default
 *   out      empty, with NBD_OPTION_ROOM at least
 */
void nbd_handshake_init(struct nbd_handshake *handshake,
    const struct bw_conf_exports *exports, struct bw_writer *out);

/*
 * Do one thing with the bytes at hand.
 *
 *   in          what was received and not yet used; what is used is taken
 *   out         replies are appended
 *   out_action  what the caller must do, or NBD_ACTION_NONE
 */
void nbd_handshake_step(struct nbd_handshake *handshake, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action);

/*
 * After NBD_ACTION_OPEN: the export has this many bytes.  Returns whether
 * transmission begins.
 */
bool nbd_handshake_opened(
    struct nbd_handshake *handshake, uint64_t size, struct bw_writer *out);

/*
 * After NBD_ACTION_TLS: the client is told; what it says next is TLS, and of
 * what was said before nothing is left but its flags.
 */
void
nbd_handshake_wrapped(struct nbd_handshake *handshake, struct bw_writer *out);

/* May clients write to it, wherever that goes? */
bool nbd_export_is_writable(const struct bw_conf_export *export);

/* Was base:allocation chosen for the export that is used? */
bool nbd_handshake_has_context(const struct nbd_handshake *handshake);

/*
 * After NBD_ACTION_OPEN, NBD_ACTION_TLS: it cannot be had; error is a negative
 * errno.
 */
void nbd_handshake_refused(
    struct nbd_handshake *handshake, int error, struct bw_writer *out);

#endif
