/* SPDX-License-Identifier: ISC */
/*
 * nbdd/reply.c: whatever headers were agreed on, however little output fits
 * and wherever the holes are, a client that decodes the replies has the image.
 */
#include "reply.h"

#include "nbdd/client.h"

#define IMAGE_SIZE (1u << 20)
#define SEEDS      60u
#define REQUESTS   40u

static struct bw_conf_export export_items[] = {
    {.name = "root", .path = "/r", .description = ""},
};
static const struct bw_conf_exports exports = {export_items, 1};
static uint8_t image[IMAGE_SIZE];
static uint8_t seen[IMAGE_SIZE];
static struct fake fake;
static uint8_t script[1 << 16];
static struct bw_writer client;
static struct bw_reader sent;
static uint32_t random_state;

static uint32_t
next_random(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static void
attach(enum nbd_headers headers, bool sparse)
{
	fake_init(&fake, &exports, image, sizeof(image));
	fake.sparse = sparse;
	bw_writer_init(&client, script, sizeof(script));
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_EXPORT_NAME, "root");
	fake_feed_writer(&fake, &client);
	fake.core.headers = headers;
	fake.core.handshake.context_export = fake.core.handshake.export;
	fake.n_sent = 0;
}

/* A run of blocks in three is of zeros. */
static void
setup(void)
{
	for (size_t i = 0; i < sizeof(image); i++) {
		bool zero = (i >> 14) % 3 == 1 || (i >> 12) % 16 == 0;

		image[i] = zero ? 0 : (uint8_t)(1 + (i * 2654435761u >> 25));
	}
}

static void
request(uint16_t flags, uint16_t type, uint64_t offset, uint64_t len)
{
	if (fake.core.headers == NBD_HEADERS_EXTENDED) {
		bw_writer_u32(&client, NBD_EXTENDED_REQUEST_MAGIC);
	} else {
		bw_writer_u32(&client, NBD_REQUEST_MAGIC);
	}
	bw_writer_u16(&client, flags);
	bw_writer_u16(&client, type);
	bw_writer_u64(&client, 77);
	bw_writer_u64(&client, offset);
	if (fake.core.headers == NBD_HEADERS_EXTENDED) {
		bw_writer_u64(&client, len);
	} else {
		bw_writer_u32(&client, (uint32_t)len);
	}
	fake.n_sent = 0;
	fake_feed_writer(&fake, &client);
	bw_reader_init(&sent, fake.sent, fake.n_sent);
}

/* The next chunk's header; its payload is next in sent. */
static struct nbd_chunk
next_chunk(uint64_t offset)
{
	struct nbd_chunk chunk = {0};

	if (fake.core.headers == NBD_HEADERS_EXTENDED) {
		ck_assert_uint_eq(
		    bw_reader_u32(&sent), NBD_EXTENDED_REPLY_MAGIC);
	} else {
		ck_assert_uint_eq(
		    bw_reader_u32(&sent), NBD_STRUCTURED_REPLY_MAGIC);
	}
	chunk.flags = bw_reader_u16(&sent);
	chunk.type = bw_reader_u16(&sent);
	ck_assert_uint_eq(bw_reader_u64(&sent), 77);
	if (fake.core.headers == NBD_HEADERS_EXTENDED) {
		ck_assert_uint_eq(bw_reader_u64(&sent), offset);
		chunk.len = bw_reader_u64(&sent);
	} else {
		chunk.len = bw_reader_u32(&sent);
	}
	ck_assert_int_eq(bw_reader_check(&sent), 0);
	return chunk;
}

/* One chunk of a read into seen; returns the bytes that it tells of. */
static uint64_t
take_data(const struct nbd_chunk *chunk)
{
	uint64_t at = bw_reader_u64(&sent);
	uint64_t len = chunk->len - NBD_OFFSET_SIZE;

	if (chunk->type == NBD_REPLY_TYPE_OFFSET_HOLE) {
		ck_assert_uint_eq(len, 4);
		len = bw_reader_u32(&sent);
		memset(seen + at, 0, len);
	} else {
		ck_assert_uint_eq(chunk->type, NBD_REPLY_TYPE_OFFSET_DATA);
		bw_reader_copy(&sent, seen + at, len);
	}
	ck_assert_int_eq(bw_reader_check(&sent), 0);
	return len;
}

static unsigned
expect_read(uint16_t flags, uint64_t offset, uint64_t len)
{
	struct nbd_chunk chunk;
	unsigned n_chunks = 0;
	uint64_t sum = 0;

	memset(seen, 0xee, sizeof(seen));
	request(flags, NBD_CMD_READ, offset, len);
	do {
		chunk = next_chunk(offset);
		if (chunk.type == NBD_REPLY_TYPE_NONE) {
			break;
		}
		sum += take_data(&chunk);
		n_chunks++;
	} while ((chunk.flags & NBD_REPLY_FLAG_DONE) == 0);
	ck_assert_int_eq(bw_reader_end(&sent), 0);
	ck_assert_uint_eq(sum, len);
	ck_assert(memcmp(seen + offset, image + offset, len) == 0);
	return n_chunks;
}

START_TEST(reply_to_reads_decodes_to_the_image)
{
	enum nbd_headers headers = (enum nbd_headers)_i;

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		random_state = seed;
		attach(headers, seed % 2 == 0);
		fake.out.size = NBD_OPTION_ROOM + next_random(100000);
		nbd_core_set_direct(
		    &fake.core, seed % 3 == 0 ? 0 : 40000 + next_random(90000));
		fake.cold_from = seed % 5 == 0 ? IMAGE_SIZE / 2 : UINT64_MAX;
		for (unsigned i = 0; i < REQUESTS; i++) {
			uint64_t offset = next_random(IMAGE_SIZE - 1);
			uint16_t flags = i % 4 == 0 ? NBD_CMD_FLAG_DF : 0;
			uint64_t len =
			    1 + next_random((uint32_t)(IMAGE_SIZE - offset));
			unsigned n = expect_read(flags, offset, len);

			ck_assert(flags == 0 || n == 1);
		}
		ck_assert_int_eq(fake.n_passed > 0, seed % 3 != 0);
		fake_fini(&fake);
	}
}
END_TEST

/* What cannot be loaded is an error as long as no success was told. */
START_TEST(reply_tells_of_what_cannot_be_loaded)
{
	attach((enum nbd_headers)_i, false);
	nbd_core_set_direct(&fake.core, 2 * NBD_DIRECT_MIN);
	fake.readable = 3 * NBD_DIRECT_MIN;
	request(0, NBD_CMD_READ, fake.readable, NBD_DIRECT_MIN);
	ck_assert_uint_eq(fake.n_passed, 0);
	ck_assert_ptr_null(fake.reason);
	request(0, NBD_CMD_READ, 0, 4 * NBD_DIRECT_MIN);
	ck_assert_uint_eq(fake.n_passed, 1);
	if (_i == NBD_HEADERS_SIMPLE) {
		ck_assert_str_eq(fake.reason, "image cannot be read");
	} else {
		ck_assert_ptr_null(fake.reason);
	}
	fake_fini(&fake);
}
END_TEST

START_TEST(reply_to_a_read_of_a_hole_has_no_data)
{
	attach((enum nbd_headers)_i, true);
	ck_assert_uint_eq(expect_read(0, 16384, 16384), 1);
	ck_assert_uint_lt(fake.n_sent, 64);
	ck_assert_uint_eq(fake.core.bytes_read, 16384);
	ck_assert_uint_eq(expect_read(NBD_CMD_FLAG_DF, 16384, 16384), 1);
	ck_assert_uint_gt(fake.n_sent, 16384);
	fake_fini(&fake);
}
END_TEST

static void
expect_error(uint64_t offset, uint32_t error)
{
	struct nbd_chunk chunk = next_chunk(offset);

	ck_assert_uint_eq(chunk.type, NBD_REPLY_TYPE_ERROR);
	ck_assert_uint_eq(chunk.flags, NBD_REPLY_FLAG_DONE);
	ck_assert_uint_eq(chunk.len, 6);
	ck_assert_uint_eq(bw_reader_u32(&sent), error);
	ck_assert_uint_eq(bw_reader_u16(&sent), 0);
	ck_assert_int_eq(bw_reader_end(&sent), 0);
}

/* In chunks, a failure can be told after some of the data. */
START_TEST(reply_tells_of_a_failure_after_data)
{
	struct nbd_chunk chunk;

	attach((enum nbd_headers)_i, false);
	fake.out.size = NBD_OPTION_ROOM;
	fake.readable = 20000;
	request(0, NBD_CMD_READ, 0, 65536);
	chunk = next_chunk(0);
	ck_assert_uint_eq(chunk.flags, 0);
	(void)take_data(&chunk);
	expect_error(0, NBD_EIO);
	ck_assert_ptr_null(fake.reason);
	request(0, NBD_CMD_READ, IMAGE_SIZE, 1);
	expect_error(IMAGE_SIZE, NBD_EINVAL);
	fake_fini(&fake);
}
END_TEST

/* "If an error is detected": one chunk is kept as long as it has promised. */
START_TEST(reply_in_one_chunk_is_filled_up_and_the_failure_told)
{
	static const struct nbd_chunk data = {
	    .type = NBD_REPLY_TYPE_OFFSET_DATA, .len = NBD_OFFSET_SIZE + 65536};
	struct nbd_chunk chunk;

	attach((enum nbd_headers)_i, false);
	fake.out.size = NBD_OPTION_ROOM;
	for (unsigned i = 0; i < 2; i++) {
		nbd_core_set_direct(&fake.core, i * 40000);
		fake.readable = 50000;
		request(NBD_CMD_FLAG_DF, NBD_CMD_READ, 0, 65536);
		chunk = next_chunk(0);
		ck_assert_uint_eq(chunk.flags, 0);
		ck_assert_uint_eq(chunk.len, data.len);
		ck_assert_uint_eq(take_data(&data), 65536);
		expect_error(0, NBD_EIO);
		ck_assert(memcmp(seen, image, 32768) == 0);
		ck_assert_uint_eq(seen[65535], 0);
		fake.readable = IMAGE_SIZE;
		ck_assert_uint_eq(expect_read(NBD_CMD_FLAG_DF, 0, 65536), 1);
	}
	fake_fini(&fake);
}
END_TEST

/* "SHOULD use chunks with lengths and offsets as a multiple of 512". */
START_TEST(reply_is_cut_where_pages_end)
{
	struct nbd_chunk chunk;
	uint64_t at = 100;

	attach((enum nbd_headers)_i, false);
	fake.out.size = NBD_OPTION_ROOM + 77;
	request(0, NBD_CMD_READ, at, 100000);
	do {
		ck_assert(at == 100 || at % 4096 == 0);
		chunk = next_chunk(100);
		at += take_data(&chunk);
	} while ((chunk.flags & NBD_REPLY_FLAG_DONE) == 0);
	ck_assert_uint_eq(at, 100100);
	fake_fini(&fake);
}
END_TEST

/* Walk a reply to block status against the image; returns its extents. */
static unsigned
expect_status(uint16_t flags, uint64_t offset, uint64_t len)
{
	bool extended = fake.core.headers == NBD_HEADERS_EXTENDED;
	uint64_t width = extended ? 16 : 8, at = offset, wrong = 0, n;
	struct nbd_chunk chunk;

	request(flags, NBD_CMD_BLOCK_STATUS, offset, len);
	chunk = next_chunk(offset);
	ck_assert_uint_eq(chunk.flags, NBD_REPLY_FLAG_DONE);
	ck_assert_uint_eq(chunk.type, extended ? 6 : 5);
	ck_assert_uint_eq(bw_reader_u32(&sent), NBD_CONTEXT_ID);
	n = (chunk.len - (extended ? 8 : 4)) / width;
	ck_assert(!extended || bw_reader_u32(&sent) == n);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t run =
		    extended ? bw_reader_u64(&sent) : bw_reader_u32(&sent);
		uint64_t state =
		    extended ? bw_reader_u64(&sent) : bw_reader_u32(&sent);

		ck_assert_uint_gt(run, 0);
		for (uint64_t end = at + run; at < end; at++) {
			wrong += state == 0 ? image[at & ~4095ull] == 0
					    : state != 3 || image[at] != 0;
		}
	}
	ck_assert_int_eq(bw_reader_end(&sent), 0);
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_le(at, offset + len);
	return (unsigned)n;
}

START_TEST(reply_to_block_status_is_true)
{
	attach((enum nbd_headers)_i, true);
	ck_assert_uint_gt(expect_status(0, 0, IMAGE_SIZE), 20);
	ck_assert_uint_eq(
	    expect_status(NBD_CMD_FLAG_REQ_ONE, 100, IMAGE_SIZE - 100), 1);
	for (unsigned i = 0; i < 200; i++) {
		uint64_t offset = next_random(IMAGE_SIZE - 1);

		(void)expect_status(0, offset,
		    1 + next_random(4096 * 30) % (IMAGE_SIZE - offset));
	}
	request(0, NBD_CMD_BLOCK_STATUS, 0, 0);
	expect_error(0, NBD_EINVAL);
	fake.core.handshake.context_export = NULL;
	request(0, NBD_CMD_BLOCK_STATUS, 0, 4096);
	expect_error(0, NBD_EINVAL);
	fake_fini(&fake);
}
END_TEST

/* Every other block a hole: the reply ends, and the client asks on. */
START_TEST(reply_to_block_status_is_bounded)
{
	static uint8_t striped[8u << 20];

	for (size_t i = 0; i < sizeof(striped); i++) {
		striped[i] = (uint8_t)(i >> 12 & 1);
	}
	attach((enum nbd_headers)_i, true);
	fake.image = striped;
	fake.core.size = fake.size = fake.readable = sizeof(striped);
	request(0, NBD_CMD_BLOCK_STATUS, 0, sizeof(striped));
	ck_assert_uint_lt(fake.n_sent, NBD_OPTION_ROOM);
	ck_assert_uint_ge(next_chunk(0).len, 8 * NBD_EXTENTS_MAX);
	fake_fini(&fake);
}
END_TEST

/* Commands without data are answered in the same form. */
START_TEST(reply_without_data_is_one_chunk)
{
	struct nbd_chunk chunk;

	attach((enum nbd_headers)_i, false);
	request(0, NBD_CMD_CACHE, 0, 4096);
	chunk = next_chunk(0);
	ck_assert_uint_eq(chunk.type, NBD_REPLY_TYPE_NONE);
	ck_assert_uint_eq(chunk.flags, NBD_REPLY_FLAG_DONE);
	ck_assert_uint_eq(chunk.len, 0);
	ck_assert_int_eq(bw_reader_end(&sent), 0);
	request(0, NBD_CMD_CACHE, IMAGE_SIZE, 1);
	expect_error(IMAGE_SIZE, NBD_EINVAL);
	request(0, NBD_CMD_TRIM, 0, 1);
	expect_error(0, NBD_EPERM);
	fake_fini(&fake);
}
END_TEST

static Suite *
reply_suite(void)
{
	Suite *suite = suite_create("nbdd/reply");
	TCase *tcase = tcase_create("reply");
	int first = NBD_HEADERS_STRUCTURED, end = NBD_HEADERS_EXTENDED + 1;

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, reply_to_reads_decodes_to_the_image, first, end);
	tcase_add_loop_test(
	    tcase, reply_to_a_read_of_a_hole_has_no_data, first, end);
	tcase_add_loop_test(
	    tcase, reply_tells_of_what_cannot_be_loaded, first, end);
	tcase_add_loop_test(
	    tcase, reply_tells_of_a_failure_after_data, first, end);
	tcase_add_loop_test(tcase,
	    reply_in_one_chunk_is_filled_up_and_the_failure_told, first, end);
	tcase_add_loop_test(tcase, reply_is_cut_where_pages_end, first, end);
	tcase_add_loop_test(tcase, reply_to_block_status_is_true, first, end);
	tcase_add_loop_test(
	    tcase, reply_to_block_status_is_bounded, first, end);
	tcase_add_loop_test(tcase, reply_without_data_is_one_chunk, first, end);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(reply_suite());
}
