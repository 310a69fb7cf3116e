/* SPDX-License-Identifier: ISC */
/*
 * The transmission.  Input: how many bytes arrive at a time, which reads fail,
 * what was agreed on, then the client's bytes.  Nothing outside the image is ever read.
 */
#include "nbdd.h"

#define IMAGE_SIZE (UINT64_C(48) << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* mode: bits 0 and 1 the headers, bit 2 whether it may be written to */
static void
attach(uint8_t mode)
{
	static const uint8_t client[] = "\0\0\0\3IHAVEOPT\0\0\0\1\0\0\0\0";
	struct nbd_action action;
	struct bw_reader in;

	session_begin(sizeof(output));
	bw_reader_init(&in, client, sizeof(client) - 1);
	nbd_core_step(&core, &in, &out, &action);
	BW_ASSERT(action.type == NBD_ACTION_OPEN);
	BW_ASSERT(nbd_core_opened(&core, IMAGE_SIZE, (mode & 8) != 0, &out));
	core.headers = (mode & 3) % 3;
	core.writable = (mode & 4) != 0;
	nbd_core_set_direct(&core, (mode & 16) != 0 ? 65536 : 0);
	core.handshake.context_export = core.handshake.export;
	out.len = 0;
}

static void
check_read(const struct nbd_action *action)
{
	BW_ASSERT(action->len > 0);
	BW_ASSERT(action->offset <= IMAGE_SIZE);
	BW_ASSERT(action->len <= IMAGE_SIZE - action->offset);
	BW_ASSERT(action->into >= output);
	BW_ASSERT(action->into + action->len <= output + sizeof(output));
	action->into[0] = 1;
	action->into[action->len - 1] = 1;
}

/* Some are on a disk, and are asked for again only to be waited for. */
static bool
is_cold(const struct nbd_action *action, uint8_t fails)
{
	if (action->wait || action->offset % 16 >= fails % 16) {
		return false;
	}
	nbd_core_read_cold(&core, &out);
	return true;
}

static void
check_range(const struct nbd_action *action)
{
	BW_ASSERT(action->offset <= IMAGE_SIZE);
	BW_ASSERT(action->len <= IMAGE_SIZE - action->offset);
}

/* Runs of data and holes, of lengths that the offset makes up. */
static void
answer_extent(const struct nbd_action *action)
{
	uint64_t len = 1 + action->offset % 8191;
	struct nbd_extent extent = {
	    .len = len < action->len ? len : action->len,
	    .flags = action->offset % 3 == 0 ? 3 : 0,
	};

	check_range(action);
	BW_ASSERT(action->len > 0);
	nbd_core_extent_done(&core, &extent, &out);
}

/* What is written lies within the input. */
static void
answer_change(const struct nbd_action *action, uint8_t fails)
{
	check_range(action);
	if (action->type == NBD_ACTION_WRITE) {
		BW_ASSERT(action->from >= input);
		BW_ASSERT(action->from + action->len <= input + sizeof(input));
	}
	nbd_core_done(&core, action->offset % 256 < fails ? -28 : 0, &out);
}

static void
answer(const struct nbd_action *action, uint8_t fails)
{
	switch (action->type) {
	case NBD_ACTION_READ:
		check_read(action);
		if (is_cold(action, fails)) {
			break;
		}
		nbd_core_read_done(&core, action->offset % 256 >= fails, &out);
		break;
	case NBD_ACTION_LOAD:
		check_range(action);
		BW_ASSERT(
		    action->offset % 4096 + action->len <= core.direct_max);
		if (is_cold(action, fails)) {
			break;
		}
		nbd_core_read_done(&core, action->offset % 256 >= fails, &out);
		break;
	case NBD_ACTION_EXTENT:
		answer_extent(action);
		break;
	case NBD_ACTION_CACHE:
	case NBD_ACTION_WRITE:
	case NBD_ACTION_TRIM:
	case NBD_ACTION_ZERO:
	case NBD_ACTION_FLUSH:
		answer_change(action, fails);
		break;
	case NBD_ACTION_NONE:
	case NBD_ACTION_OPEN:
	case NBD_ACTION_TLS:
	case NBD_ACTION_RECEIVE:
	case NBD_ACTION_SEND:
	case NBD_ACTION_PASS:
	case NBD_ACTION_POLL:
	case NBD_ACTION_CLOSE:
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	bool open;

	if (len < 3) {
		return 0;
	}
	attach(data[2]);
	open = session_feed(
	    data + 3, len - 3, (size_t)1 + data[0], answer, data[1]);
	BW_ASSERT(!open || input_len < NBD_EXTENDED_REQUEST_SIZE);
	return 0;
}
