/* SPDX-License-Identifier: ISC */
/*
 * What a datagram on the listening port asks for, and every refusal with the
 * words that go with it.  Pure.
 */
#ifndef TFTPD_CORE_H
#define TFTPD_CORE_H

#include "conf/filter.h"
#include "wire.h"

enum tftp_refusal {
	TFTP_REFUSAL_NONE,
	TFTP_REFUSAL_OPERATION, /* an opcode that begins nothing */
	TFTP_REFUSAL_MALFORMED,
	TFTP_REFUSAL_OPTIONS, /* too many */
	TFTP_REFUSAL_WRITE,
	TFTP_REFUSAL_MODE,
	TFTP_REFUSAL_NAME, /* too long */
	TFTP_REFUSAL_NOT_FOUND,
	TFTP_REFUSAL_EXISTS, /* what is there is not written over */
	TFTP_REFUSAL_FULL,   /* more than may be written */
	TFTP_REFUSAL_ACCESS,
	TFTP_REFUSAL_ORIGIN, /* of a remote file: no, or no good, answer */
	TFTP_REFUSAL_SERVER, /* the file or the kernel failed */
	TFTP_REFUSAL_UNKNOWN_TID,
	TFTP_REFUSAL_GREEDY,
	TFTP_REFUSAL_STOPPING,
	TFTP_N_REFUSALS,
};

/* How a refusal is said on the wire, and in the log. */
struct tftp_refusal_text {
	enum tftp_error code;
	const char *text;
};

const struct tftp_refusal_text *tftp_refusal_text(enum tftp_refusal refusal);

/* The refusal for what opening or reading a file returned. */
enum tftp_refusal tftp_refusal_of(int error);

enum tftp_verdict {
	TFTP_VERDICT_IGNORE, /* an answer to nothing, or not TFTP at all */
	TFTP_VERDICT_REFUSE,
	TFTP_VERDICT_SERVE,
	TFTP_VERDICT_STORE, /* a WRQ, and there is a drop box */
	TFTP_VERDICT_KNOW,  /* to serve it, more of the client must be known */
};

struct tftp_ask {
	enum tftp_verdict verdict;
	enum tftp_refusal refusal;   /* of REFUSE */
	struct tftp_request request; /* whole, or what could be read */
	bool netascii;
	bool name_cut;                     /* the ROM quirk of name.h */
	struct bw_filter_target target;    /* of SERVE */
	bool is_template;                  /* of SERVE: if it is not remote */
	char upload[TFTP_UPLOAD_NAME_MAX]; /* of STORE: what to call the file */
};

/*
 * Judge one datagram.
 *
 *   client    what is known of who asks; NULL: not asked for yet
 *   buf, len  borrowed; out->request points into it
 */
void tftp_core_ask(const struct bw_conf_tftpd *conf,
    const struct bw_filter_client *client, const uint8_t *buf, size_t len,
    struct tftp_ask *out);

#endif
