/* SPDX-License-Identifier: ISC */
/*
 * The numbers of NBD under the names of the protocol's own document,
 * doc/proto.md of the NetworkBlockDevice project; the headings in quotes are
 * its sections.
 */
#ifndef NBDD_PROTO_H
#define NBDD_PROTO_H

#include "base/base.h"

/* "Newstyle negotiation", "Request message", "Simple reply message" */
#define NBD_MAGIC              UINT64_C(0x4e42444d41474943) /* NBDMAGIC */
#define NBD_OPTS_MAGIC         UINT64_C(0x49484156454f5054) /* IHAVEOPT */
#define NBD_REP_MAGIC          UINT64_C(0x0003e889045565a9)
#define NBD_REQUEST_MAGIC      UINT32_C(0x25609513)
#define NBD_SIMPLE_REPLY_MAGIC UINT32_C(0x67446698)

/* "Structured reply chunk message", "Extended request message" */
#define NBD_STRUCTURED_REPLY_MAGIC UINT32_C(0x668e33ef)
#define NBD_EXTENDED_REQUEST_MAGIC UINT32_C(0x21e41c71)
#define NBD_EXTENDED_REPLY_MAGIC   UINT32_C(0x6e8a278c)

/* Sizes on the wire, in bytes. */
enum {
	NBD_GREETING_SIZE = 18, /* two magics and the handshake flags */
	NBD_CLIENT_FLAGS_SIZE = 4,
	NBD_OPTION_SIZE = 16,           /* an option without its data */
	NBD_OPTION_REPLY_SIZE = 20,     /* a reply without its data */
	NBD_REQUEST_SIZE = 28,          /* a request without its payload */
	NBD_SIMPLE_REPLY_SIZE = 16,     /* a reply without its payload */
	NBD_STRUCTURED_REPLY_SIZE = 20, /* a chunk without its payload */
	NBD_EXTENDED_REQUEST_SIZE = 32,
	NBD_EXTENDED_REPLY_SIZE = 32,
	NBD_OFFSET_SIZE = 8, /* before the data of a chunk of a read */
	NBD_EXPORT_NAME_ZEROES = 124,
};

/* "Conventions": no string may be longer than this. */
#define NBD_STRING_MAX 4096

/* "Handshake flags" and "Client flags" */
enum {
	NBD_FLAG_FIXED_NEWSTYLE = 1 << 0,
	NBD_FLAG_NO_ZEROES = 1 << 1,
	NBD_FLAG_C_FIXED_NEWSTYLE = 1 << 0,
	NBD_FLAG_C_NO_ZEROES = 1 << 1,
};

/* "Transmission flags" */
enum {
	NBD_FLAG_HAS_FLAGS = 1 << 0,
	NBD_FLAG_READ_ONLY = 1 << 1,
	NBD_FLAG_SEND_FLUSH = 1 << 2,
	NBD_FLAG_SEND_FUA = 1 << 3,
	NBD_FLAG_SEND_TRIM = 1 << 5,
	NBD_FLAG_SEND_WRITE_ZEROES = 1 << 6,
	NBD_FLAG_SEND_DF = 1 << 7,
	NBD_FLAG_CAN_MULTI_CONN = 1 << 8,
	NBD_FLAG_SEND_CACHE = 1 << 10,
	NBD_FLAG_SEND_FAST_ZERO = 1 << 11,
};

/* "Option types"; those not named here are answered alike. */
enum {
	NBD_OPT_EXPORT_NAME = 1,
	NBD_OPT_ABORT = 2,
	NBD_OPT_LIST = 3,
	NBD_OPT_STARTTLS = 5,
	NBD_OPT_INFO = 6,
	NBD_OPT_GO = 7,
	NBD_OPT_STRUCTURED_REPLY = 8,
	NBD_OPT_LIST_META_CONTEXT = 9,
	NBD_OPT_SET_META_CONTEXT = 10,
	NBD_OPT_EXTENDED_HEADERS = 11,
};

/* "Option reply types" */
#define NBD_REP_ACK                 UINT32_C(1)
#define NBD_REP_SERVER              UINT32_C(2)
#define NBD_REP_INFO                UINT32_C(3)
#define NBD_REP_META_CONTEXT        UINT32_C(4)
#define NBD_REP_ERR_UNSUP           UINT32_C(0x80000001)
#define NBD_REP_ERR_POLICY          UINT32_C(0x80000002)
#define NBD_REP_ERR_INVALID         UINT32_C(0x80000003)
#define NBD_REP_ERR_TLS_REQD        UINT32_C(0x80000005)
#define NBD_REP_ERR_UNKNOWN         UINT32_C(0x80000006)
#define NBD_REP_ERR_SHUTDOWN        UINT32_C(0x80000007)
#define NBD_REP_ERR_TOO_BIG         UINT32_C(0x80000009)
#define NBD_REP_ERR_EXT_HEADER_REQD UINT32_C(0x8000000a)

/* "NBD_REP_INFO" */
enum {
	NBD_INFO_EXPORT = 0,
	NBD_INFO_NAME = 1,
	NBD_INFO_DESCRIPTION = 2,
	NBD_INFO_BLOCK_SIZE = 3,
};

/*
 * "Block size constraints": what we advise is what every client may assume;
 * longer requests than the maximum are answered with an error.
 */
enum {
	NBD_BLOCK_SIZE_MIN = 1,
	NBD_BLOCK_SIZE_PREFERRED = 4096,
	NBD_BLOCK_SIZE_MAX = 32 << 20,
};

/* "Request types" */
enum {
	NBD_CMD_READ = 0,
	NBD_CMD_WRITE = 1,
	NBD_CMD_DISC = 2,
	NBD_CMD_FLUSH = 3,
	NBD_CMD_TRIM = 4,
	NBD_CMD_CACHE = 5,
	NBD_CMD_WRITE_ZEROES = 6,
	NBD_CMD_BLOCK_STATUS = 7,
	NBD_N_CMDS,
};

/* "Command flags" */
enum {
	NBD_CMD_FLAG_FUA = 1 << 0,
	NBD_CMD_FLAG_NO_HOLE = 1 << 1,
	NBD_CMD_FLAG_DF = 1 << 2,
	NBD_CMD_FLAG_REQ_ONE = 1 << 3,
	NBD_CMD_FLAG_FAST_ZERO = 1 << 4,
	NBD_CMD_FLAG_PAYLOAD_LEN = 1 << 5,
};

/* "Structured reply flags" and "Structured reply types" */
enum {
	NBD_REPLY_FLAG_DONE = 1 << 0,
};

enum {
	NBD_REPLY_TYPE_NONE = 0,
	NBD_REPLY_TYPE_OFFSET_DATA = 1,
	NBD_REPLY_TYPE_OFFSET_HOLE = 2,
	NBD_REPLY_TYPE_BLOCK_STATUS = 5,
	NBD_REPLY_TYPE_BLOCK_STATUS_EXT = 6,
	NBD_REPLY_TYPE_ERROR = (1 << 15) + 1,
};

/* "Metadata querying" and "`base:allocation` metadata context" */
#define NBD_CONTEXT_BASE       "base:"
#define NBD_CONTEXT_ALLOCATION "base:allocation"

enum {
	NBD_STATE_HOLE = 1 << 0,
	NBD_STATE_ZERO = 1 << 1,
};

/* "Error values" */
enum {
	NBD_SUCCESS = 0,
	NBD_EPERM = 1,
	NBD_EIO = 5,
	NBD_EINVAL = 22,
	NBD_ENOSPC = 28,
	NBD_ENOTSUP = 95,
};

#endif
