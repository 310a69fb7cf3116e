/* SPDX-License-Identifier: ISC */
/* One client's session; see core.h.  Pure. */
#include "core.h"

void
nbd_core_init(struct nbd_core *core, const struct bw_conf_exports *exports,
    struct bw_writer *out)
{
	*core = (struct nbd_core){.phase = NBD_CORE_PHASE_HANDSHAKE};
	nbd_handshake_init(&core->handshake, exports, out);
}

bool
nbd_core_attached(const struct nbd_core *core)
{
	return core->handshake.phase == NBD_HANDSHAKE_PHASE_DONE;
}

bool
nbd_core_opened(struct nbd_core *core, uint64_t size, struct bw_writer *out)
{
	if (!nbd_handshake_opened(&core->handshake, size, out)) {
		return false;
	}
	core->size = size;
	core->phase = NBD_CORE_PHASE_REQUEST;
	return true;
}

void
nbd_core_refused(struct nbd_core *core, int error, struct bw_writer *out)
{
	nbd_handshake_refused(&core->handshake, error, out);
}

static void
close_session(struct nbd_core *core, const char *reason)
{
	core->phase = NBD_CORE_PHASE_CLOSED;
	core->reason = reason;
}

/* A reply without data; the next request may come. */
static void
answer(struct nbd_core *core, uint32_t error, struct bw_writer *out)
{
	nbd_simple_reply_build(out, error, core->request.cookie);
	core->phase = NBD_CORE_PHASE_REQUEST;
}

/*
 * The error that a command earns which is not done on a read-only export
 * without any extension.  "Error values".
 */
static uint32_t
refusal(uint16_t type)
{
	switch (type) {
	case NBD_CMD_WRITE:
	case NBD_CMD_TRIM:
	case NBD_CMD_WRITE_ZEROES:
		return NBD_EPERM;
	case NBD_CMD_FLUSH:
	case NBD_CMD_CACHE:
	case NBD_CMD_BLOCK_STATUS:
	default:
		return NBD_EINVAL; /* never advertised, or unknown */
	}
}

/* Does a read ask for what the export has?  No flag applies to it here. */
static bool
read_is_valid(const struct nbd_core *core)
{
	const struct nbd_request *request = &core->request;
	uint64_t end;

	return request->flags == 0 && request->len <= NBD_BLOCK_SIZE_MAX &&
	       !__builtin_add_overflow(request->offset, request->len, &end) &&
	       end <= core->size;
}

static void
read_begin(struct nbd_core *core, struct bw_writer *out)
{
	if (!read_is_valid(core)) {
		answer(core, NBD_EINVAL, out);
	} else if (core->request.len == 0) {
		answer(core, NBD_SUCCESS, out);
	} else {
		core->left = core->request.len;
		core->header_written = false;
		core->phase = NBD_CORE_PHASE_READ;
	}
}

/* A write is refused, but its payload is on its way all the same. */
static void
write_begin(struct nbd_core *core)
{
	core->left = core->request.len;
	core->phase = NBD_CORE_PHASE_SKIP;
	if (core->left > NBD_BLOCK_SIZE_MAX) {
		close_session(core, "write is too long");
	}
}

static void
request_begin(
    struct nbd_core *core, struct bw_reader *in, struct bw_writer *out)
{
	const uint8_t *bytes = bw_reader_take(in, NBD_REQUEST_SIZE);

	if (nbd_request_parse(bytes, NBD_REQUEST_SIZE, &core->request) != 0) {
		close_session(core, "wrong magic number of a request");
		return;
	}
	switch (core->request.type) {
	case NBD_CMD_READ:
		read_begin(core, out);
		break;
	case NBD_CMD_WRITE:
		write_begin(core);
		break;
	case NBD_CMD_DISC:
		close_session(core, "disconnected");
		break;
	default:
		answer(core, refusal(core->request.type), out);
	}
}

static void
skip_step(struct nbd_core *core, struct bw_reader *in, struct bw_writer *out)
{
	size_t at_hand = bw_reader_left(in);
	uint32_t n = at_hand < core->left ? (uint32_t)at_hand : core->left;

	(void)bw_reader_take(in, n); /* not looked at */
	core->left -= n;
	if (core->left == 0) {
		answer(core, refusal(core->request.type), out);
	}
}

/*
 * Have the next portion of the image read straight into the output: all that
 * is left of the request, or as much as an empty output holds.
 */
static void
read_step(
    struct nbd_core *core, struct bw_writer *out, struct nbd_action *out_action)
{
	size_t header = core->header_written ? 0 : NBD_SIMPLE_REPLY_SIZE;
	size_t room = out->size - out->len;
	size_t len = core->left;

	if (header + len > room) {
		if (out->len > 0) {
			out_action->type = NBD_ACTION_SEND;
			return;
		}
		len = room - header;
	}
	core->portion_at = out->len;
	core->portion_len = len;
	(void)bw_writer_take(out, header); /* written once it is known */
	out_action->type = NBD_ACTION_READ;
	out_action->offset =
	    core->request.offset + core->request.len - core->left;
	out_action->len = len;
	out_action->into = bw_writer_take(out, len);
}

void
nbd_core_read_done(struct nbd_core *core, bool complete, struct bw_writer *out)
{
	struct bw_writer header;

	BW_ASSERT(core->phase == NBD_CORE_PHASE_READ);
	if (!complete) {
		out->len = core->portion_at;
		if (core->header_written) {
			/* Success was promised; data must not be made up. */
			close_session(core, "image cannot be read");
		} else {
			answer(core, NBD_EIO, out);
		}
		return;
	}
	if (!core->header_written) {
		bw_writer_init(&header, out->buf + core->portion_at,
		    NBD_SIMPLE_REPLY_SIZE);
		nbd_simple_reply_build(
		    &header, NBD_SUCCESS, core->request.cookie);
		core->header_written = true;
	}
	core->bytes_read += core->portion_len;
	core->left -= (uint32_t)core->portion_len;
	if (core->left == 0) {
		core->phase = NBD_CORE_PHASE_REQUEST;
	}
}

/* Bytes without which the phase cannot go on. */
static size_t
input_wanted(const struct nbd_core *core)
{
	switch (core->phase) {
	case NBD_CORE_PHASE_REQUEST:
		return NBD_REQUEST_SIZE;
	case NBD_CORE_PHASE_SKIP:
		return core->left > 0 ? 1 : 0;
	case NBD_CORE_PHASE_HANDSHAKE:
	case NBD_CORE_PHASE_READ:
	case NBD_CORE_PHASE_CLOSED:
		break;
	}
	return 0;
}

static void
transmission_step(struct nbd_core *core, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action)
{
	if (bw_reader_left(in) < input_wanted(core)) {
		out_action->type = NBD_ACTION_RECEIVE;
		return;
	}
	if (out->size - out->len < NBD_SIMPLE_REPLY_SIZE) {
		out_action->type = NBD_ACTION_SEND;
		return;
	}
	switch (core->phase) {
	case NBD_CORE_PHASE_REQUEST:
		request_begin(core, in, out);
		break;
	case NBD_CORE_PHASE_READ:
		read_step(core, out, out_action);
		break;
	case NBD_CORE_PHASE_SKIP:
		skip_step(core, in, out);
		break;
	case NBD_CORE_PHASE_HANDSHAKE: /* not transmission */
	case NBD_CORE_PHASE_CLOSED:
		out_action->type = NBD_ACTION_CLOSE;
		out_action->reason = core->reason;
		break;
	}
}

void
nbd_core_step(struct nbd_core *core, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action)
{
	/* Each turn takes input, fills output or ends the loop. */
	do {
		*out_action = (struct nbd_action){.type = NBD_ACTION_NONE};
		if (core->phase == NBD_CORE_PHASE_HANDSHAKE) {
			nbd_handshake_step(
			    &core->handshake, in, out, out_action);
		} else {
			transmission_step(core, in, out, out_action);
		}
	} while (out_action->type == NBD_ACTION_NONE);
}
