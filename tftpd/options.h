/* SPDX-License-Identifier: ISC */
/*
 * What a client asks for and what it is granted.  RFC 2347, RFC 2348,
 * RFC 2349, RFC 7440.  An option that is unknown, or whose value is none, is
 * left out of the OACK, which refuses it.  Pure.
 */
#ifndef TFTPD_OPTIONS_H
#define TFTPD_OPTIONS_H

#include "base/base.h"
#include "wire.h"

enum tftp_option_kind {
	TFTP_OPTION_BLKSIZE,    /* RFC 2348 */
	TFTP_OPTION_TIMEOUT,    /* RFC 2349 */
	TFTP_OPTION_TSIZE,      /* RFC 2349 */
	TFTP_OPTION_WINDOWSIZE, /* RFC 7440 */
	TFTP_OPTION_UTIMEOUT,   /* tftp-hpa: timeout in microseconds */
	TFTP_OPTION_ROLLOVER,   /* tftp-hpa: the block after 65535 */
	TFTP_N_OPTION_KINDS,
};

/* What this server grants. */
struct tftp_terms {
	uint32_t blksize;     /* when the option is not sent */
	uint32_t blksize_max; /* when it is */
	uint32_t windowsize_max;
	uint32_t rollover; /* when the option is not sent */
};

struct tftp_options {
	bool upload; /* of a WRQ */
	bool netascii;
	uint32_t blksize;    /* bytes of data in a block */
	uint32_t windowsize; /* blocks; 1 unless granted */
	uint32_t timeout_us; /* 0 unless granted */
	uint32_t rollover;   /* 0 or 1 follows block 65535 */
	bool tsize;          /* the size was asked for and told */
	/* The OACK: what is granted, in the order asked; none, no OACK. */
	struct tftp_grant grants[TFTP_N_OPTION_KINDS];
	size_t n_grants;
};

/*
 * Decide on the options of a request.  Names are compared without case; of an
 * option given twice the first counts.
 *
 *   size      of the file, for tsize; of a WRQ, tftp_options_tsize()
 *   netascii  the size on the wire is then unknown, so tsize is not granted
 *   out       its grants point to static names
 */
void tftp_options_choose(const struct tftp_request *request,
    const struct tftp_terms *terms, uint64_t size, bool netascii,
    struct tftp_options *out);

/* The size that a WRQ says its file has; 0 when it does not say. */
uint64_t tftp_options_tsize(const struct tftp_request *request);

/*
 * "upload netascii blksize=1468 windowsize=4", what was granted; cut to size.
 */
char *
tftp_options_str(const struct tftp_options *options, char *out, size_t size);

#endif
