/* SPDX-License-Identifier: ISC */
/* Replies to the request in hand; see reply.h.  Pure. */
#include "reply.h"

/* Room for the whole reply to NBD_CMD_BLOCK_STATUS: two words before them. */
#define STATUS_SIZE_MAX                                                        \
	(NBD_EXTENDED_REPLY_SIZE + 8 + 16 * (NBD_EXTENTS_MAX + 1))

_Static_assert(STATUS_SIZE_MAX <= NBD_OPTION_ROOM, "fits an empty output");

static void
chunk(const struct nbd_core *core, uint16_t flags, uint16_t type, uint64_t len,
    struct bw_writer *out)
{
	const struct nbd_chunk header = {
	    .flags = flags,
	    .type = type,
	    .cookie = core->request.cookie,
	    .offset = core->request.offset,
	    .len = len,
	};

	nbd_chunk_build(out, core->headers, &header);
}

void
nbd_reply_done(struct nbd_core *core, uint32_t error, struct bw_writer *out)
{
	if (core->headers == NBD_HEADERS_SIMPLE) {
		nbd_simple_reply_build(out, error, core->request.cookie);
	} else if (error == NBD_SUCCESS) {
		chunk(core, NBD_REPLY_FLAG_DONE, NBD_REPLY_TYPE_NONE, 0, out);
	} else {
		chunk(core, NBD_REPLY_FLAG_DONE, NBD_REPLY_TYPE_ERROR,
		    sizeof(uint32_t) + sizeof(uint16_t), out);
		bw_writer_u32(out, error);
		bw_writer_u16(out, 0); /* no text */
	}
	core->phase = NBD_CORE_PHASE_REQUEST;
}

/* --- reads ------------------------------------------------------------------ */

/* May the reply have more than one header? */
static bool
in_chunks(const struct nbd_core *core)
{
	return core->headers != NBD_HEADERS_SIMPLE &&
	       (core->request.flags & NBD_CMD_FLAG_DF) == 0;
}

/* Bytes before the data of the portion that comes next. */
static size_t
portion_header_size(const struct nbd_core *core)
{
	size_t size = nbd_chunk_header_size(core->headers);

	if (core->header_written) {
		return 0;
	}
	return core->headers == NBD_HEADERS_SIMPLE ? size
						   : size + NBD_OFFSET_SIZE;
}

static uint64_t
next_offset(const struct nbd_core *core)
{
	return core->request.offset + core->request.len - core->left;
}

/* These bytes are done; after the last another request may come. */
static void
advance(struct nbd_core *core, uint64_t len)
{
	core->left -= len;
	if (core->extent.len > 0) {
		core->extent.len -= len;
	}
	if (core->left == 0 && !core->open_ended) {
		core->phase = NBD_CORE_PHASE_REQUEST;
	}
}

static uint16_t
flags_after(const struct nbd_core *core, uint64_t len)
{
	return len == core->left ? NBD_REPLY_FLAG_DONE : 0;
}

/* What the image has no data for is told, not sent. */
static void
hole_reply(struct nbd_core *core, struct bw_writer *out)
{
	uint64_t len = core->extent.len;

	chunk(core, flags_after(core, len), NBD_REPLY_TYPE_OFFSET_HOLE,
	    NBD_OFFSET_SIZE + sizeof(uint32_t), out);
	bw_writer_u64(out, next_offset(core));
	bw_writer_u32(out, (uint32_t)len); /* at most NBD_BLOCK_SIZE_MAX */
	core->bytes_read += len;
	advance(core, len);
}

/* How much of these bytes goes without being copied; 0: none of them. */
static uint64_t
direct_len(const struct nbd_core *core, uint64_t len)
{
	uint64_t in_page = next_offset(core) % NBD_BLOCK_SIZE_PREFERRED;

	if (core->direct_max < NBD_DIRECT_MIN + in_page ||
	    len < NBD_DIRECT_MIN) {
		return 0;
	}
	return len < core->direct_max - in_page ? len
						: core->direct_max - in_page;
}

/*
 * Must a portion of so many bytes be waited for?  Only a request that is done
 * in one piece can be left for later.
 */
static bool
must_wait(const struct nbd_core *core, uint64_t len)
{
	return core->waiting || core->leaving || core->header_written ||
	       core->left != core->request.len || len != core->left ||
	       core->n_deferred == NBD_DEFERRED_MAX;
}

/*
 * Have the next portion of the image read straight into the output: all that
 * is left of the request or of an extent, or as much as an empty output holds.
 * A large one does not even go there.
 */
static void
portion_ask(
    struct nbd_core *core, struct bw_writer *out, struct nbd_action *out_action)
{
	size_t header = portion_header_size(core);
	size_t room = out->size - out->len;
	uint64_t len = core->extent.len > 0 ? core->extent.len : core->left;
	uint64_t direct = direct_len(core, len);

	if (direct > 0 && header <= room) {
		core->portion_at = out->len;
		core->portion_len = (size_t)direct;
		(void)bw_writer_take(out, header);
		core->passing = true; /* unless it cannot be loaded */
		out_action->type = NBD_ACTION_LOAD;
		out_action->wait = must_wait(core, direct);
		out_action->offset = next_offset(core);
		out_action->len = direct;
		return;
	}
	if (header + len > room) {
		if (out->len > 0) {
			out_action->type = NBD_ACTION_SEND;
			return;
		}
		len = room - header;
		len -= (next_offset(core) + len) % NBD_BLOCK_SIZE_PREFERRED;
	}
	core->portion_at = out->len;
	core->portion_len = (size_t)len;
	(void)bw_writer_take(out, header); /* written once it is known */
	out_action->type = NBD_ACTION_READ;
	out_action->wait = must_wait(core, len);
	out_action->offset = next_offset(core);
	out_action->len = len;
	out_action->into = bw_writer_take(out, (size_t)len);
}

/*
 * The one chunk of a reply has come to its end, or will not have all that it
 * has promised: then the rest is zeros, and the error comes behind it.
 */
static void
open_end_step(struct nbd_core *core, struct bw_writer *out)
{
	size_t room = out->size - out->len;
	size_t n = core->left < room ? (size_t)core->left : room;

	if (core->left == 0) {
		nbd_reply_done(core, core->error, out);
		return;
	}
	bw_writer_fill(out, 0, n);
	core->left -= n;
}

void
nbd_reply_read_step(
    struct nbd_core *core, struct bw_writer *out, struct nbd_action *out_action)
{
	if (core->left == 0 || core->error != NBD_SUCCESS) {
		open_end_step(core, out);
	} else if (core->sparse && in_chunks(core) && core->extent.len == 0) {
		out_action->type = NBD_ACTION_EXTENT;
		out_action->offset = next_offset(core);
		out_action->len = core->left;
	} else if (core->extent.len > 0 &&
		   (core->extent.flags & NBD_STATE_ZERO) != 0) {
		hole_reply(core, out);
	} else {
		portion_ask(core, out, out_action);
	}
}

/* The portion's bytes are there: say so before them. */
static void
portion_header_write(struct nbd_core *core, struct bw_writer *out)
{
	struct bw_writer header;
	uint64_t len = core->portion_len;

	bw_writer_init(
	    &header, out->buf + core->portion_at, portion_header_size(core));
	if (core->headers == NBD_HEADERS_SIMPLE) {
		nbd_simple_reply_build(
		    &header, NBD_SUCCESS, core->request.cookie);
	} else {
		chunk(core, flags_after(core, len), NBD_REPLY_TYPE_OFFSET_DATA,
		    NBD_OFFSET_SIZE + (in_chunks(core) ? len : core->left),
		    &header);
		bw_writer_u64(&header, next_offset(core));
		core->open_ended = !in_chunks(core) && len < core->left;
	}
	core->header_written = !in_chunks(core);
}

void
nbd_core_read_done(struct nbd_core *core, bool complete, struct bw_writer *out)
{
	BW_ASSERT(core->phase == NBD_CORE_PHASE_READ);
	if (!complete) {
		core->passing = false;
		out->len = core->portion_at;
		if (core->open_ended) {
			core->error = NBD_EIO;
		} else if (core->header_written) {
			/* Success was promised; data must not be made up. */
			core->phase = NBD_CORE_PHASE_CLOSED;
			core->reason = "image cannot be read";
		} else {
			nbd_reply_done(core, NBD_EIO, out);
		}
		return;
	}
	if (!core->header_written) {
		portion_header_write(core, out);
	}
	core->bytes_read += core->portion_len;
	advance(core, core->portion_len);
}

/* --- block status ----------------------------------------------------------- */

static void
extent_write(struct nbd_core *core, struct bw_writer *out)
{
	if (core->headers == NBD_HEADERS_EXTENDED) {
		bw_writer_u64(out, core->extent.len);
		bw_writer_u64(out, core->extent.flags);
	} else {
		bw_writer_u32(out, (uint32_t)core->extent.len);
		bw_writer_u32(out, core->extent.flags);
	}
	core->n_extents++;
}

void
nbd_reply_status_step(
    struct nbd_core *core, struct bw_writer *out, struct nbd_action *out_action)
{
	size_t header = nbd_chunk_header_size(core->headers);
	bool extended = core->headers == NBD_HEADERS_EXTENDED;

	if (core->n_extents == 0 && core->extent.len == 0) {
		if (out->size - out->len < STATUS_SIZE_MAX) {
			out_action->type = NBD_ACTION_SEND;
			return;
		}
		core->portion_at = out->len;
		/* The header and the counter are written once they are known */
		(void)bw_writer_take(out, header);
		bw_writer_u32(out, NBD_CONTEXT_ID);
		bw_writer_fill(out, 0, extended ? sizeof(uint32_t) : 0);
	}
	out_action->type = NBD_ACTION_EXTENT;
	out_action->offset = next_offset(core);
	out_action->len = core->left;
}

/* The last extent is known: finish the reply. */
static void
status_end(struct nbd_core *core, struct bw_writer *out)
{
	size_t header_size = nbd_chunk_header_size(core->headers);
	bool extended = core->headers == NBD_HEADERS_EXTENDED;
	struct bw_writer header;

	extent_write(core, out);
	bw_writer_init(&header, out->buf + core->portion_at, header_size);
	chunk(core, NBD_REPLY_FLAG_DONE,
	    extended ? NBD_REPLY_TYPE_BLOCK_STATUS_EXT
		     : NBD_REPLY_TYPE_BLOCK_STATUS,
	    out->len - core->portion_at - header_size, &header);
	if (extended) {
		bw_writer_patch_u32(out,
		    core->portion_at + header_size + sizeof(uint32_t),
		    core->n_extents);
	}
	core->phase = NBD_CORE_PHASE_REQUEST;
}

void
nbd_core_extent_done(struct nbd_core *core, const struct nbd_extent *extent,
    struct bw_writer *out)
{
	BW_ASSERT(extent->len > 0 && extent->len <= core->left);
	if (core->phase == NBD_CORE_PHASE_READ) {
		core->extent = *extent;
		return;
	}
	BW_ASSERT(core->phase == NBD_CORE_PHASE_STATUS);
	core->left -= extent->len;
	if (core->extent.len == 0) {
		core->extent = *extent;
	} else if (core->extent.flags == extent->flags) {
		core->extent.len += extent->len;
	} else {
		extent_write(core, out);
		core->extent = *extent;
		if (core->n_extents == NBD_EXTENTS_MAX) {
			core->left = 0; /* this one more, and no other */
		}
	}
	if (core->left == 0 ||
	    (core->request.flags & NBD_CMD_FLAG_REQ_ONE) != 0) {
		status_end(core, out);
	}
}
