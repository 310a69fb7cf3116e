/* SPDX-License-Identifier: ISC */
/* One client's session; see core.h.  Pure. */
#include "core.h"

#include <errno.h>
#include <string.h>

#include "reply.h"

void
nbd_core_init(struct nbd_core *core, const struct bw_conf_exports *exports,
    struct bw_writer *out)
{
	*core = (struct nbd_core){.phase = NBD_CORE_PHASE_HANDSHAKE};
	nbd_handshake_init(&core->handshake, exports, out);
}

bool
nbd_core_busy(const struct nbd_core *core)
{
	return nbd_core_attached(core) &&
	       (core->phase != NBD_CORE_PHASE_REQUEST || core->n_deferred > 0);
}

bool
nbd_core_attached(const struct nbd_core *core)
{
	return core->handshake.phase == NBD_HANDSHAKE_PHASE_DONE;
}

bool
nbd_core_opened(
    struct nbd_core *core, uint64_t size, bool sparse, struct bw_writer *out)
{
	if (!nbd_handshake_opened(&core->handshake, size, out)) {
		return false;
	}
	core->size = size;
	core->sparse = sparse;
	core->headers = core->handshake.headers;
	core->writable = nbd_export_is_writable(core->handshake.export);
	core->phase = NBD_CORE_PHASE_REQUEST;
	return true;
}

void
nbd_core_set_direct(struct nbd_core *core, uint64_t max)
{
	core->direct_max = max;
}

void
nbd_core_refused(struct nbd_core *core, int error, struct bw_writer *out)
{
	nbd_handshake_refused(&core->handshake, error, out);
}

void
nbd_core_wrapped(struct nbd_core *core, struct bw_writer *out)
{
	nbd_handshake_wrapped(&core->handshake, out);
}

static void
close_session(struct nbd_core *core, const char *reason)
{
	core->phase = NBD_CORE_PHASE_CLOSED;
	core->reason = reason;
}

/* --- what a request may ask ------------------------------------------------- */

/* "Request types": what each may say, and whether it changes the export. */
static const struct {
	bool known;
	bool ranged; /* offset and length name bytes of the export */
	bool writes;
	uint16_t flags;  /* besides FUA and what headers bring */
	uint32_t beyond; /* the error for bytes that there are not */
} commands[NBD_N_CMDS] = {
    [NBD_CMD_READ] = {true, true, false, NBD_CMD_FLAG_DF, NBD_EINVAL},
    [NBD_CMD_WRITE] = {true, true, true, 0, NBD_ENOSPC},
    [NBD_CMD_FLUSH] = {true, false, false, 0, 0},
    [NBD_CMD_TRIM] = {true, true, true, 0, NBD_EINVAL},
    [NBD_CMD_CACHE] = {true, true, false, 0, NBD_EINVAL},
    [NBD_CMD_WRITE_ZEROES] = {true, true, true,
	NBD_CMD_FLAG_NO_HOLE | NBD_CMD_FLAG_FAST_ZERO, NBD_ENOSPC},
    [NBD_CMD_BLOCK_STATUS] = {true, true, false, NBD_CMD_FLAG_REQ_ONE,
	NBD_EINVAL},
};

static bool
flags_are_valid(const struct nbd_core *core)
{
	const struct nbd_request *request = &core->request;
	unsigned allowed = commands[request->type].flags;

	if (core->writable) {
		allowed |= NBD_CMD_FLAG_FUA;
	}
	if (core->headers == NBD_HEADERS_SIMPLE) {
		allowed &= ~(unsigned)NBD_CMD_FLAG_DF; /* never offered */
	}
	if (core->headers == NBD_HEADERS_EXTENDED &&
	    request->type == NBD_CMD_WRITE) {
		allowed |= NBD_CMD_FLAG_PAYLOAD_LEN;
	}
	return (request->flags & ~allowed) == 0;
}

/* The error that a request earns by what it says, or NBD_SUCCESS. */
static uint32_t
judge(const struct nbd_core *core)
{
	const struct nbd_request *request = &core->request;
	uint64_t end;

	if (request->type >= NBD_N_CMDS || !commands[request->type].known) {
		return NBD_EINVAL;
	}
	if (commands[request->type].writes && !core->writable) {
		return NBD_EPERM;
	}
	if (!flags_are_valid(core)) {
		return NBD_EINVAL;
	}
	if (request->type == NBD_CMD_READ &&
	    request->len > NBD_BLOCK_SIZE_MAX) {
		return NBD_EINVAL;
	}
	if (request->type == NBD_CMD_BLOCK_STATUS &&
	    (request->len == 0 ||
		!nbd_handshake_has_context(&core->handshake))) {
		return NBD_EINVAL;
	}
	if (commands[request->type].ranged &&
	    (__builtin_add_overflow(request->offset, request->len, &end) ||
		end > core->size)) {
		return commands[request->type].beyond;
	}
	return NBD_SUCCESS;
}

/* Do len bytes of payload follow the header? */
static bool
has_payload(const struct nbd_core *core)
{
	return core->request.type == NBD_CMD_WRITE ||
	       (core->headers == NBD_HEADERS_EXTENDED &&
		   (core->request.flags & NBD_CMD_FLAG_PAYLOAD_LEN) != 0);
}

/* --- requests --------------------------------------------------------------- */

/* A request that is fine, and has no payload. */
static void
command_begin(struct nbd_core *core, struct bw_writer *out)
{
	core->phase = NBD_CORE_PHASE_COMMAND;
	if (core->request.type == NBD_CMD_FLUSH) {
		core->phase = NBD_CORE_PHASE_FLUSH;
	} else if (core->request.len == 0) {
		nbd_reply_done(core, NBD_SUCCESS, out);
	} else if (core->request.type == NBD_CMD_READ) {
		core->phase = NBD_CORE_PHASE_READ;
	} else if (core->request.type == NBD_CMD_BLOCK_STATUS) {
		core->phase = NBD_CORE_PHASE_STATUS;
	}
}

static int
request_parse(struct nbd_core *core, struct bw_reader *in)
{
	if (core->headers == NBD_HEADERS_EXTENDED) {
		return nbd_extended_request_parse(
		    bw_reader_take(in, NBD_EXTENDED_REQUEST_SIZE),
		    NBD_EXTENDED_REQUEST_SIZE, &core->request);
	}
	return nbd_request_parse(bw_reader_take(in, NBD_REQUEST_SIZE),
	    NBD_REQUEST_SIZE, &core->request);
}

/* Nothing of the request in hand is done yet. */
static void
reply_begin(struct nbd_core *core)
{
	core->left = core->request.len;
	core->header_written = core->open_ended = false;
	core->extent = (struct nbd_extent){0};
	core->n_extents = 0;
}

static void
request_begin(
    struct nbd_core *core, struct bw_reader *in, struct bw_writer *out)
{
	if (request_parse(core, in) != 0) {
		close_session(core, "wrong magic number of a request");
		return;
	}
	reply_begin(core);
	core->error = judge(core);
	core->waiting = core->polled = false;
	if (core->request.type == NBD_CMD_DISC) {
		core->leaving = true; /* what was asked before is answered */
	} else if (has_payload(core)) {
		core->phase = NBD_CORE_PHASE_PAYLOAD;
		if (core->left > NBD_BLOCK_SIZE_MAX) {
			close_session(core, "write is too long");
		}
	} else if (core->error != NBD_SUCCESS) {
		nbd_reply_done(core, core->error, out);
	} else {
		command_begin(core, out);
	}
}

/* Payload of a write, which is done with or skipped as it comes. */
static void
payload_step(struct nbd_core *core, struct bw_reader *in, struct bw_writer *out,
    struct nbd_action *out_action)
{
	uint64_t at_hand = bw_reader_left(in);
	uint64_t n = at_hand < core->left ? at_hand : core->left;
	const uint8_t *from = bw_reader_take(in, (size_t)n);

	if (n > 0 && core->error == NBD_SUCCESS) {
		core->portion_len = (size_t)n;
		out_action->type = NBD_ACTION_WRITE;
		out_action->offset =
		    core->request.offset + core->request.len - core->left;
		out_action->len = n;
		out_action->from = from;
		return;
	}
	core->left -= n;
	if (core->left == 0) {
		nbd_reply_done(core, core->error, out);
	}
}

static void
command_ask(const struct nbd_core *core, struct nbd_action *out_action)
{
	static const enum nbd_action_type types[NBD_N_CMDS] = {
	    [NBD_CMD_TRIM] = NBD_ACTION_TRIM,
	    [NBD_CMD_WRITE_ZEROES] = NBD_ACTION_ZERO,
	    [NBD_CMD_CACHE] = NBD_ACTION_CACHE,
	};

	out_action->type = types[core->request.type];
	out_action->offset = core->request.offset;
	out_action->len = core->request.len;
	out_action->flags = core->request.flags;
}

/* "Error values": what an error of the kernel is called. */
static uint32_t
error_value(int error)
{
	switch (error) {
	case 0:
		return NBD_SUCCESS;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
		return NBD_ENOSPC;
	case -ENOTSUP:
		return NBD_ENOTSUP;
	case -EPERM:
	case -EROFS:
		return NBD_EPERM;
	default:
		return NBD_EIO;
	}
}

void
nbd_core_done(struct nbd_core *core, int error, struct bw_writer *out)
{
	bool flush = core->phase != NBD_CORE_PHASE_FLUSH && core->writable &&
		     (core->request.flags & NBD_CMD_FLAG_FUA) != 0;

	if (core->phase == NBD_CORE_PHASE_PAYLOAD) {
		core->left -= core->portion_len;
		core->error = error_value(error);
		core->bytes_written += error == 0 ? core->portion_len : 0;
		if (core->left > 0) {
			return;
		}
	}
	if (error == 0 && flush) {
		core->phase = NBD_CORE_PHASE_FLUSH;
		return;
	}
	nbd_reply_done(core, error_value(error), out);
}

/* Bytes without which the phase cannot go on. */
static size_t
input_wanted(const struct nbd_core *core)
{
	switch (core->phase) {
	case NBD_CORE_PHASE_REQUEST:
		return core->headers == NBD_HEADERS_EXTENDED
			   ? NBD_EXTENDED_REQUEST_SIZE
			   : NBD_REQUEST_SIZE;
	case NBD_CORE_PHASE_PAYLOAD:
		return core->left > 0 ? 1 : 0;
	case NBD_CORE_PHASE_HANDSHAKE:
	case NBD_CORE_PHASE_READ:
	case NBD_CORE_PHASE_STATUS:
	case NBD_CORE_PHASE_COMMAND:
	case NBD_CORE_PHASE_FLUSH:
	case NBD_CORE_PHASE_CLOSED:
		break;
	}
	return 0;
}

/* --- reads that wait for a disk --------------------------------------------- */

void
nbd_core_read_cold(struct nbd_core *core, struct bw_writer *out)
{
	BW_ASSERT(core->phase == NBD_CORE_PHASE_READ && !core->waiting);
	BW_ASSERT(core->n_deferred < NBD_DEFERRED_MAX);
	out->len = core->portion_at;
	core->passing = false;
	core->extent = (struct nbd_extent){0};
	core->deferred[core->n_deferred++] = core->request;
	core->phase = NBD_CORE_PHASE_REQUEST;
}

/* The oldest is waited for now, in the place of a new request. */
static void
deferred_begin(struct nbd_core *core)
{
	core->request = core->deferred[0];
	core->n_deferred--;
	memmove(core->deferred, core->deferred + 1,
	    core->n_deferred * sizeof(core->deferred[0]));
	reply_begin(core);
	core->error = NBD_SUCCESS;
	core->waiting = true;
	core->polled = false;
	core->phase = NBD_CORE_PHASE_READ;
}

/*
 * No request can be begun for want of input, or none is to be: see what was
 * left for later.
 */
static void
idle_step(struct nbd_core *core, struct nbd_action *out_action)
{
	if (core->n_deferred == 0) {
		if (core->leaving) {
			close_session(core, "disconnected");
		} else {
			out_action->type = NBD_ACTION_RECEIVE;
		}
	} else if (core->polled || core->leaving) {
		deferred_begin(core);
	} else {
		core->polled = true;
		out_action->type = NBD_ACTION_POLL;
	}
}

static void
transmission_step(struct nbd_core *core, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action)
{
	if (core->passing) {
		core->passing = false;
		out_action->type = NBD_ACTION_PASS;
		return;
	}
	if (core->phase == NBD_CORE_PHASE_REQUEST &&
	    (core->leaving || bw_reader_left(in) < input_wanted(core))) {
		idle_step(core, out_action);
		return;
	}
	if (bw_reader_left(in) < input_wanted(core)) {
		out_action->type = NBD_ACTION_RECEIVE;
		return;
	}
	if (out->size - out->len < NBD_REPLY_ROOM) {
		out_action->type = NBD_ACTION_SEND;
		return;
	}
	switch (core->phase) {
	case NBD_CORE_PHASE_REQUEST:
		request_begin(core, in, out);
		break;
	case NBD_CORE_PHASE_READ:
		nbd_reply_read_step(core, out, out_action);
		break;
	case NBD_CORE_PHASE_STATUS:
		nbd_reply_status_step(core, out, out_action);
		break;
	case NBD_CORE_PHASE_PAYLOAD:
		payload_step(core, in, out, out_action);
		break;
	case NBD_CORE_PHASE_COMMAND:
		command_ask(core, out_action);
		break;
	case NBD_CORE_PHASE_FLUSH:
		out_action->type = NBD_ACTION_FLUSH;
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
