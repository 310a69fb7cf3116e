/* SPDX-License-Identifier: ISC */
/*
 * NBD's messages: bytes to struct and back.  Pure.
 *
 * Parsers are given exactly one message, which the caller has collected;
 * builders append to a writer, whose failure sticks.  Answers to doc/proto.md
 * of the NetworkBlockDevice project.
 */
#ifndef NBDD_WIRE_H
#define NBDD_WIRE_H

#include "base/reader.h"
#include "base/writer.h"
#include "proto.h"

/* An option's header; len bytes of data follow it. */
struct nbd_option {
	uint32_t number; /* NBD_OPT_ */
	uint32_t len;
};

/* The data of NBD_OPT_INFO and NBD_OPT_GO. */
struct nbd_info_request {
	const uint8_t *name; /* not terminated; NULL when name_len is 0 */
	size_t name_len;
	uint32_t infos; /* bit 1 << NBD_INFO_ for each that was asked for */
};

/* The data of NBD_OPT_LIST_META_CONTEXT and NBD_OPT_SET_META_CONTEXT. */
struct nbd_meta_request {
	const uint8_t *name; /* not terminated; NULL when name_len is 0 */
	size_t name_len;
	uint32_t n_queries;
	bool base;       /* everything that begins with "base:" is asked for */
	bool allocation; /* "base:allocation" is */
};

/* What the two sides agreed to put before requests and replies. */
enum nbd_headers {
	NBD_HEADERS_SIMPLE,
	NBD_HEADERS_STRUCTURED, /* replies in chunks */
	NBD_HEADERS_EXTENDED,   /* so, and all lengths of 64 bits */
};

/* A chunk of a reply, without its payload. */
struct nbd_chunk {
	uint16_t flags; /* NBD_REPLY_FLAG_ */
	uint16_t type;  /* NBD_REPLY_TYPE_ */
	uint64_t cookie;
	uint64_t offset; /* of the request; extended headers only */
	uint64_t len;    /* of the payload */
};

/* A request's header; NBD_CMD_WRITE has len bytes of payload behind it. */
struct nbd_request {
	uint16_t flags;
	uint16_t type;   /* NBD_CMD_ */
	uint64_t cookie; /* the client's, returned with the reply */
	uint64_t offset;
	uint64_t len;
};

/*
 * Parse the header of an option.  "Newstyle negotiation".
 *
 *   buf, len  NBD_OPTION_SIZE bytes
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  wrong magic or size
 */
int nbd_option_parse(const uint8_t *buf, size_t len, struct nbd_option *out);

/*
 * Parse the data of NBD_OPT_INFO or NBD_OPT_GO.
 *
 *   buf, len  the option's data; borrowed, and out->name points into it
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  the lengths within do not add up to len, or the name
 *                       is over NBD_STRING_MAX
 */
int nbd_info_request_parse(
    const uint8_t *buf, size_t len, struct nbd_info_request *out);

/*
 * Parse the data of NBD_OPT_LIST_META_CONTEXT or NBD_OPT_SET_META_CONTEXT.
 *
 *   buf, len  the option's data; borrowed, and out->name points into it
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  the lengths within do not add up to len, or a text is
 *                       over NBD_STRING_MAX
 */
int nbd_meta_request_parse(
    const uint8_t *buf, size_t len, struct nbd_meta_request *out);

/*
 * Parse the header of a request.  "Request message".
 *
 *   buf, len  NBD_REQUEST_SIZE bytes
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  wrong magic or size
 */
int nbd_request_parse(const uint8_t *buf, size_t len, struct nbd_request *out);

/* The same for NBD_EXTENDED_REQUEST_SIZE bytes.  "Extended request message". */
int nbd_extended_request_parse(
    const uint8_t *buf, size_t len, struct nbd_request *out);

/* What the server says first.  "Newstyle negotiation". */
void nbd_greeting_build(struct bw_writer *w, uint16_t flags);

/* A reply to an option without data.  "Fixed newstyle negotiation". */
void
nbd_option_reply_build(struct bw_writer *w, uint32_t option, uint32_t type);

/* A reply to an option whose data is text for people: all of the errors. */
void nbd_option_error_build(
    struct bw_writer *w, uint32_t option, uint32_t type, const char *text);

/* One NBD_REP_SERVER; strings are cut to NBD_STRING_MAX. */
void nbd_server_build(
    struct bw_writer *w, const char *name, const char *description);

/* One NBD_REP_INFO each, in reply to option. */
void nbd_info_export_build(
    struct bw_writer *w, uint32_t option, uint64_t size, uint16_t flags);
void nbd_info_block_size_build(struct bw_writer *w, uint32_t option);
/* info is NBD_INFO_NAME or NBD_INFO_DESCRIPTION; cut to NBD_STRING_MAX. */
void nbd_info_text_build(
    struct bw_writer *w, uint32_t option, uint16_t info, const char *text);

/* The answer to NBD_OPT_EXPORT_NAME. */
void nbd_export_name_build(
    struct bw_writer *w, uint64_t size, uint16_t flags, bool zeroes);

/* One NBD_REP_META_CONTEXT, in reply to option. */
void nbd_meta_context_build(
    struct bw_writer *w, uint32_t option, uint32_t id, const char *name);

/* Bytes of the header of a chunk: with simple headers, of the reply. */
size_t nbd_chunk_header_size(enum nbd_headers headers);

/* The header of a chunk.  "Structured reply chunk message". */
void nbd_chunk_build(struct bw_writer *w, enum nbd_headers headers,
    const struct nbd_chunk *chunk);

/* The header of a reply.  "Simple reply message". */
void
nbd_simple_reply_build(struct bw_writer *w, uint32_t error, uint64_t cookie);

#endif
