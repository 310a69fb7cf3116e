/* SPDX-License-Identifier: ISC */
/*
 * For the tests of nbdd: what a client says, and a program around the core
 * that keeps its image in memory and remembers everything that was sent.
 */
#ifndef BW_TESTS_NBDD_CLIENT_H
#define BW_TESTS_NBDD_CLIENT_H

#include <errno.h>
#include <string.h>

#include "core.h"
#include "unit.h"

/* Greeting of the server: NBDMAGIC, IHAVEOPT, flags. */
#define GREETING_SIZE 18
#define SENT_MAX      (4u << 20)

static inline void
client_flags(struct bw_writer *w, uint32_t flags)
{
	bw_writer_u32(w, flags);
}

/* An option with data; a lying length is the caller's wish. */
static inline void
client_option_header(struct bw_writer *w, uint32_t number, uint32_t len)
{
	bw_writer_u64(w, UINT64_C(0x49484156454f5054));
	bw_writer_u32(w, number);
	bw_writer_u32(w, len);
}

static inline void
client_option(struct bw_writer *w, uint32_t number, const char *data)
{
	client_option_header(w, number, (uint32_t)strlen(data));
	bw_writer_text(w, data);
}

/* NBD_OPT_INFO (6) or NBD_OPT_GO (7), asking for infos 0 to n_infos - 1. */
static inline void
client_info(
    struct bw_writer *w, uint32_t number, const char *name, uint16_t n_infos)
{
	uint32_t name_len = (uint32_t)strlen(name);

	client_option_header(w, number, 4 + name_len + 2 + 2u * n_infos);
	bw_writer_u32(w, name_len);
	bw_writer_text(w, name);
	bw_writer_u16(w, n_infos);
	for (uint16_t i = 0; i < n_infos; i++) {
		bw_writer_u16(w, i);
	}
}

static inline void
client_request(struct bw_writer *w, uint16_t type, uint64_t cookie,
    uint64_t offset, uint32_t len)
{
	bw_writer_u32(w, 0x25609513);
	bw_writer_u16(w, 0);
	bw_writer_u16(w, type);
	bw_writer_u64(w, cookie);
	bw_writer_u64(w, offset);
	bw_writer_u32(w, len);
}

/* The program around the core. */
struct fake {
	struct nbd_core core;
	struct bw_writer out;
	uint8_t out_buf[NBD_OUTPUT_SIZE];
	uint8_t in_buf[NBD_INPUT_SIZE];
	size_t in_len;
	uint8_t *sent; /* SENT_MAX */
	size_t n_sent;
	const uint8_t *image;
	uint64_t size;         /* of the image, when it is opened */
	bool sparse;           /* 4096 bytes of zeros alike are a hole */
	uint64_t readable;     /* reads beyond fail: it has been truncated */
	const uint8_t *loaded; /* to be passed on */
	uint64_t n_loaded;
	unsigned n_passed;
	uint64_t cold_from; /* bytes from here on are on a disk */
	unsigned n_cold;
	int open_error;
	uint8_t *writable_image; /* the same, or NULL */
	int change_error;        /* of writes and their like */
	unsigned n_changes;
	unsigned n_asked;
	unsigned n_wrapped; /* times in TLS */
	char asked[256];
	const char *reason; /* of the end; NULL while it lives */
};

static inline void
fake_sent(struct fake *fake)
{
	ck_assert_uint_le(fake->out.len, SENT_MAX - fake->n_sent);
	memcpy(fake->sent + fake->n_sent, fake->out.buf, fake->out.len);
	fake->n_sent += fake->out.len;
	fake->out.len = 0;
}

static inline void
fake_open(struct fake *fake, const char *name)
{
	fake->n_asked++;
	ck_assert_uint_lt(strlen(name), sizeof(fake->asked));
	strcpy(fake->asked, name);
	if (fake->open_error != 0) {
		nbd_core_refused(&fake->core, fake->open_error, &fake->out);
	} else {
		(void)nbd_core_opened(
		    &fake->core, fake->size, fake->sparse, &fake->out);
	}
}

/* The disk has been asked for it, and the core told so. */
static inline bool
fake_is_cold(struct fake *fake, const struct nbd_action *action)
{
	if (action->wait || action->offset < fake->cold_from) {
		return false;
	}
	fake->n_cold++;
	nbd_core_read_cold(&fake->core, &fake->out);
	return true;
}

static inline void
fake_read(struct fake *fake, const struct nbd_action *action)
{
	bool complete = action->offset + action->len <= fake->readable;

	if (fake_is_cold(fake, action)) {
		return;
	}
	ck_assert_uint_gt(action->len, 0);
	ck_assert_uint_le(action->offset, fake->size);
	ck_assert_uint_le(action->len, fake->size - action->offset);
	ck_assert_ptr_nonnull(action->into);
	if (complete) {
		memcpy(action->into, fake->image + action->offset, action->len);
	}
	nbd_core_read_done(&fake->core, complete, &fake->out);
}

static inline void
fake_load(struct fake *fake, const struct nbd_action *action)
{
	bool complete = action->offset + action->len <= fake->readable;

	if (fake_is_cold(fake, action)) {
		return;
	}
	ck_assert_uint_ge(action->len, NBD_DIRECT_MIN);
	ck_assert_uint_le(
	    action->offset % 4096 + action->len, fake->core.direct_max);
	ck_assert_uint_le(action->len, fake->size - action->offset);
	fake->loaded = fake->image + action->offset;
	fake->n_loaded = complete ? action->len : 0;
	nbd_core_read_done(&fake->core, complete, &fake->out);
}

static inline void
fake_pass(struct fake *fake)
{
	ck_assert_uint_gt(fake->n_loaded, 0);
	ck_assert_uint_le(fake->n_loaded, SENT_MAX - fake->n_sent);
	memcpy(fake->sent + fake->n_sent, fake->loaded, fake->n_loaded);
	fake->n_sent += fake->n_loaded;
	fake->n_loaded = 0;
	fake->n_passed++;
}

/* What a client may do only where it may write. */
static inline void
fake_change(struct fake *fake, const struct nbd_action *action)
{
	ck_assert(fake->core.writable);
	ck_assert_uint_gt(action->len, 0);
	ck_assert_uint_le(action->offset, fake->size);
	ck_assert_uint_le(action->len, fake->size - action->offset);
	fake->n_changes++;
	if (action->type == NBD_ACTION_WRITE && fake->writable_image != NULL) {
		memcpy(fake->writable_image + action->offset, action->from,
		    action->len);
	}
	nbd_core_done(&fake->core, fake->change_error, &fake->out);
}

/* Blocks of the image that hold zeros are holes. */
static inline void
fake_extent(struct fake *fake, const struct nbd_action *action)
{
	struct nbd_extent extent = {0};
	uint64_t at = action->offset, end = action->offset + action->len;

	ck_assert_uint_gt(action->len, 0);
	ck_assert_uint_le(end, fake->size);
	while (at < end) {
		uint64_t block = at & ~UINT64_C(4095);
		uint64_t next = block + 4096 < end ? block + 4096 : end;
		bool hole = fake->sparse && fake->image[block] == 0;
		uint32_t flags = hole ? NBD_STATE_HOLE | NBD_STATE_ZERO : 0;

		if (extent.len > 0 && flags != extent.flags) {
			break;
		}
		extent.flags = flags;
		extent.len += next - at;
		at = next;
	}
	nbd_core_extent_done(&fake->core, &extent, &fake->out);
}

/* Step until input is wanted or the end has come. */
static inline void
fake_run(struct fake *fake)
{
	struct bw_reader in;
	struct nbd_action action;

	bw_reader_init(&in, fake->in_buf, fake->in_len);
	do {
		nbd_core_step(&fake->core, &in, &fake->out, &action);
		ck_assert_int_eq(bw_reader_check(&in), 0);
		ck_assert_int_eq(bw_writer_end(&fake->out), 0);
		switch (action.type) {
		case NBD_ACTION_RECEIVE:
		case NBD_ACTION_SEND:
		case NBD_ACTION_POLL:
			fake_sent(fake);
			break;
		case NBD_ACTION_OPEN:
			fake_open(fake, action.name);
			break;
		case NBD_ACTION_READ:
			fake_read(fake, &action);
			break;
		case NBD_ACTION_LOAD:
			fake_load(fake, &action);
			break;
		case NBD_ACTION_PASS:
			fake_sent(fake);
			fake_pass(fake);
			break;
		case NBD_ACTION_EXTENT:
			fake_extent(fake, &action);
			break;
		case NBD_ACTION_TLS:
			fake_sent(fake);
			ck_assert_uint_eq(bw_reader_left(&in), 0);
			nbd_core_wrapped(&fake->core, &fake->out);
			fake_sent(fake);
			fake->n_wrapped++;
			break;
		case NBD_ACTION_CACHE:
		case NBD_ACTION_FLUSH:
			nbd_core_done(&fake->core, 0, &fake->out);
			break;
		case NBD_ACTION_WRITE:
		case NBD_ACTION_TRIM:
		case NBD_ACTION_ZERO:
			fake_change(fake, &action);
			break;
		case NBD_ACTION_CLOSE:
			fake_sent(fake);
			fake->reason = action.reason;
			break;
		case NBD_ACTION_NONE:
			ck_abort_msg("an action of the core");
		}
	} while (action.type != NBD_ACTION_RECEIVE &&
		 action.type != NBD_ACTION_CLOSE);
	fake->in_len = bw_reader_left(&in);
	memmove(fake->in_buf, in.at, fake->in_len);
}

static inline void
fake_init(struct fake *fake, const struct bw_conf_exports *exports,
    const uint8_t *image, uint64_t size)
{
	memset(fake, 0, sizeof(*fake));
	fake->sent = malloc(SENT_MAX);
	ck_assert_ptr_nonnull(fake->sent);
	fake->image = image;
	fake->size = size;
	fake->readable = size;
	fake->cold_from = UINT64_MAX;
	bw_writer_init(&fake->out, fake->out_buf, sizeof(fake->out_buf));
	nbd_core_init(&fake->core, exports, &fake->out);
	fake_run(fake);
}

static inline void
fake_fini(struct fake *fake)
{
	free(fake->sent);
}

/* Give it bytes, as many at a time as its input takes. */
static inline void
fake_feed(struct fake *fake, const uint8_t *bytes, size_t len)
{
	while (len > 0 && fake->reason == NULL) {
		size_t room = sizeof(fake->in_buf) - fake->in_len;
		size_t n = len < room ? len : room;

		ck_assert_uint_gt(room, 0);
		memcpy(fake->in_buf + fake->in_len, bytes, n);
		fake->in_len += n;
		bytes += n;
		len -= n;
		fake_run(fake);
	}
}

static inline void
fake_feed_writer(struct fake *fake, struct bw_writer *w)
{
	ck_assert_int_eq(bw_writer_end(w), 0);
	fake_feed(fake, w->buf, w->len);
	w->len = 0;
}

#endif
