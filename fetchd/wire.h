/* SPDX-License-Identifier: ISC */
/*
 * Access questions and answers: a question to the URL that asks it, the body
 * of an answer to what it says.  Pure.
 */
#ifndef FETCHD_WIRE_H
#define FETCHD_WIRE_H

#include "ipc/msg.h"
#include "proto.h"

/* [SCHEME://]HOST[:PORT]; an IPv6 address stands in brackets. */
struct fetch_location {
	char host[FETCH_HOST_MAX]; /* without brackets */
	uint16_t port;
	bool ipv6; /* host is an IPv6 address */
	bool tls;  /* https */
};

/*
 * Parse [SCHEME://]HOST[:PORT]; without a scheme it is http.
 *
 *   text, len  borrowed
 *   out        written only on success
 *   returns    0
 *              -EBADMSG  it is not that
 */
int
fetch_location_parse(const char *text, size_t len, struct fetch_location *out);

/*
 * Build "HOST:PORT:ADDRESS,ADDRESS", what CURLOPT_RESOLVE is given.
 *
 *   addrs    those of the host; as many as fit are taken
 *   out      FETCH_RESOLVED_MAX bytes; "" when the host is an address itself
 *   returns  0
 *            -ENOENT  the host is a name and there are no addresses
 */
int fetch_resolved_build(const struct fetch_location *location,
    const struct bw_addr *addrs, size_t n, char out[FETCH_RESOLVED_MAX]);

/* Where a question goes, and how machines are written in it. */
struct fetch_form {
	const char *location; /* [SCHEME://]HOST[:PORT] */
	const char *path;     /* without a leading slash, or with */
	bool mac_dashes;      /* else colons, escaped */
	bool uuid_upper;
};

/*
 * Build the URL that asks a question.
 *
 *   out       FETCH_URL_MAX bytes; ends in NUL
 *   returns   0
 *             -EMSGSIZE  it is longer than that
 */
int fetch_url_build(const struct fetch_form *form,
    const struct bw_msg_access_ask *ask, char out[FETCH_URL_MAX]);

/*
 * Read the "Client:" and "File:" lines of a body.  Lines that have not exactly
 * one colon, or whose value does not fit or is not printable, are ignored; of
 * two the later counts.
 *
 *   body, len  borrowed; need not end in NUL
 *   out        client and file are set, "" when there is none; nothing else
 */
void fetch_answer_parse(
    const char *body, size_t len, struct bw_msg_access_answered *out);

#endif
