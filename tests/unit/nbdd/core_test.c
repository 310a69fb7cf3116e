/* SPDX-License-Identifier: ISC */
/* nbdd/core.c: the transmission. */
#include "core.h"

#include "nbdd/client.h"

#define IMAGE_SIZE (3u << 20)

static struct bw_conf_export export_items[] = {
    {.name = "root", .path = "/r", .description = ""},
};
static const struct bw_conf_exports exports = {export_items, 1};
static uint8_t image[IMAGE_SIZE];
static struct fake fake;
static uint8_t script[1 << 16];
static struct bw_writer client;
static size_t checked; /* bytes of the server that were looked at */

static void
setup(void)
{
	for (size_t i = 0; i < sizeof(image); i++) {
		image[i] = (uint8_t)(i * 2654435761u >> 24);
	}
	fake_init(&fake, &exports, image, sizeof(image));
	bw_writer_init(&client, script, sizeof(script));
	client_flags(&client, 3);
	client_info(&client, NBD_OPT_GO, "root", 0);
	fake_feed_writer(&fake, &client);
	ck_assert(nbd_core_attached(&fake.core));
	checked = fake.n_sent;
}

static void
teardown(void)
{
	fake_fini(&fake);
}

static void
expect_reply(uint64_t cookie, uint32_t error)
{
	struct bw_reader r;

	bw_reader_init(&r, fake.sent + checked, fake.n_sent - checked);
	ck_assert_uint_eq(bw_reader_u32(&r), 0x67446698);
	ck_assert_uint_eq(bw_reader_u32(&r), error);
	ck_assert_uint_eq(bw_reader_u64(&r), cookie);
	ck_assert_int_eq(bw_reader_check(&r), 0);
	checked += 16;
}

static void
expect_data(uint64_t cookie, size_t offset, size_t len)
{
	expect_reply(cookie, 0);
	ck_assert_uint_le(len, fake.n_sent - checked);
	ck_assert(memcmp(fake.sent + checked, image + offset, len) == 0);
	checked += len;
}

static void
expect_silence(void)
{
	ck_assert_uint_eq(checked, fake.n_sent);
}

/* One read, and the error it is answered with. */
static void
expect_read_error(uint64_t offset, uint32_t len, uint32_t error)
{
	client_request(&client, NBD_CMD_READ, offset, offset, len);
	fake_feed_writer(&fake, &client);
	expect_reply(offset, error);
	expect_silence();
	ck_assert_ptr_null(fake.reason);
}

START_TEST(core_serves_a_read)
{
	client_request(&client, NBD_CMD_READ, 77, 512, 4096);
	fake_feed_writer(&fake, &client);
	expect_data(77, 512, 4096);
	expect_silence();
	ck_assert_uint_eq(fake.core.bytes_read, 4096);
}
END_TEST

START_TEST(core_serves_the_last_byte_and_refuses_the_next)
{
	client_request(&client, NBD_CMD_READ, 1, IMAGE_SIZE - 1, 1);
	fake_feed_writer(&fake, &client);
	expect_data(1, IMAGE_SIZE - 1, 1);
	expect_silence();
	expect_read_error(IMAGE_SIZE - 1, 2, NBD_EINVAL);
	expect_read_error(IMAGE_SIZE, 1, NBD_EINVAL);
	expect_read_error(IMAGE_SIZE + 1, 1, NBD_EINVAL);
	expect_read_error(0, IMAGE_SIZE + 1, NBD_EINVAL);
}
END_TEST

START_TEST(core_serves_reads_of_nothing_within_the_export)
{
	expect_read_error(0, 0, NBD_SUCCESS);
	expect_read_error(IMAGE_SIZE, 0, NBD_SUCCESS);
	expect_read_error(IMAGE_SIZE + 1, 0, NBD_EINVAL);
}
END_TEST

START_TEST(core_refuses_offsets_that_wrap)
{
	expect_read_error(UINT64_MAX, 1, NBD_EINVAL);
	expect_read_error(UINT64_MAX - 4095, 4096, NBD_EINVAL);
	expect_read_error(UINT64_MAX - 511, 1024, NBD_EINVAL);
	expect_read_error(UINT64_C(1) << 63, 4096, NBD_EINVAL);
	expect_read_error((UINT64_C(1) << 63) - 1, 4096, NBD_EINVAL);
	expect_read_error(UINT64_C(1) << 32, 512, NBD_EINVAL);
}
END_TEST

START_TEST(core_refuses_reads_over_the_maximum)
{
	fake.core.size = UINT64_C(1) << 40;
	fake.readable = 0;
	expect_read_error(0, (32u << 20) + 1, NBD_EINVAL);
	expect_read_error(0, UINT32_C(1) << 31, NBD_EINVAL);
	expect_read_error(0, UINT32_MAX, NBD_EINVAL);
}
END_TEST

START_TEST(core_refuses_flags_it_never_offered)
{
	client_request(&client, NBD_CMD_READ, 5, 0, 512);
	client.buf[5] = 1; /* FUA */
	fake_feed_writer(&fake, &client);
	expect_reply(5, NBD_EINVAL);
	client_request(&client, NBD_CMD_READ, 6, 0, 512);
	client.buf[5] = 4; /* DF */
	fake_feed_writer(&fake, &client);
	expect_reply(6, NBD_EINVAL);
	expect_silence();
}
END_TEST

START_TEST(core_serves_a_read_larger_than_the_output_in_portions)
{
	client_request(&client, NBD_CMD_READ, 3, 1, IMAGE_SIZE - 1);
	client_request(&client, NBD_CMD_READ, 4, 0, 512);
	fake_feed_writer(&fake, &client);
	expect_data(3, 1, IMAGE_SIZE - 1);
	expect_data(4, 0, 512);
	expect_silence();
	ck_assert_uint_eq(fake.core.bytes_read, IMAGE_SIZE - 1 + 512);
}
END_TEST

START_TEST(core_answers_pipelined_requests_in_order)
{
	for (uint64_t i = 0; i < 1000; i++) {
		client_request(&client, NBD_CMD_READ, i, i * 512, 512);
	}
	fake_feed_writer(&fake, &client);
	for (uint64_t i = 0; i < 1000; i++) {
		expect_data(i, i * 512, 512);
	}
	expect_silence();
}
END_TEST

/* CVE-2022-0485: an error must never look like data. */
START_TEST(core_tells_of_an_image_that_cannot_be_read)
{
	fake.readable = 4096;
	expect_read_error(4096, 512, NBD_EIO);
	client_request(&client, NBD_CMD_READ, 1, 0, 4096);
	client_request(&client, NBD_CMD_READ, 2, 4000, 512);
	client_request(&client, NBD_CMD_READ, 3, 0, 512);
	fake_feed_writer(&fake, &client);
	expect_data(1, 0, 4096);
	expect_reply(2, NBD_EIO);
	expect_data(3, 0, 512);
	expect_silence();
	ck_assert_uint_eq(fake.core.bytes_read, 4096 + 512);
}
END_TEST

START_TEST(core_closes_when_success_was_promised_in_vain)
{
	fake.readable = IMAGE_SIZE - 1;
	client_request(&client, NBD_CMD_READ, 1, 0, IMAGE_SIZE);
	client_request(&client, NBD_CMD_READ, 2, 0, 512);
	fake_feed_writer(&fake, &client);
	ck_assert_str_eq(fake.reason, "image cannot be read");
	expect_reply(1, 0);
	ck_assert_uint_lt(fake.n_sent - checked, IMAGE_SIZE);
}
END_TEST

START_TEST(core_refuses_writes_and_skips_their_payload)
{
	static uint8_t payload[100000];

	client_request(&client, NBD_CMD_WRITE, 9, 0, sizeof(payload));
	fake_feed_writer(&fake, &client);
	expect_silence();
	/* Requests within the payload are payload. */
	client_request(&client, NBD_CMD_DISC, 9, 0, 0);
	memcpy(payload, client.buf, client.len);
	client.len = 0;
	fake_feed(&fake, payload, sizeof(payload) - 1);
	expect_silence();
	fake_feed(&fake, payload, 1);
	expect_reply(9, NBD_EPERM);
	expect_read_error(0, 0, NBD_SUCCESS);
}
END_TEST

START_TEST(core_refuses_a_write_of_nothing)
{
	client_request(&client, NBD_CMD_WRITE, 9, 0, 0);
	fake_feed_writer(&fake, &client);
	expect_reply(9, NBD_EPERM);
	expect_silence();
}
END_TEST

START_TEST(core_closes_on_a_write_over_the_maximum)
{
	client_request(&client, NBD_CMD_WRITE, 9, 0, 32u << 20);
	fake_feed_writer(&fake, &client);
	ck_assert_ptr_null(fake.reason);
	teardown();
	setup();
	client_request(&client, NBD_CMD_WRITE, 9, 0, (32u << 20) + 1);
	fake_feed_writer(&fake, &client);
	ck_assert_str_eq(fake.reason, "write is too long");
	expect_silence();
}
END_TEST

/* CVE-2025-47711, CVE-2025-47712: extreme ranges of every other command. */
START_TEST(core_refuses_other_commands_whatever_their_range)
{
	static const struct {
		uint16_t type;
		uint32_t error;
	} rows[] = {
	    {NBD_CMD_FLUSH, NBD_SUCCESS},
	    {NBD_CMD_TRIM, NBD_EPERM},
	    {NBD_CMD_CACHE, NBD_EINVAL},
	    {NBD_CMD_WRITE_ZEROES, NBD_EPERM},
	    {NBD_CMD_BLOCK_STATUS, NBD_EINVAL},
	    {8, NBD_EINVAL},
	    {UINT16_MAX, NBD_EINVAL},
	};
	static const uint64_t offsets[] = {0, 1, IMAGE_SIZE, UINT32_MAX,
	    UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t j = 0; j < ARRAY_LEN(offsets); j++) {
			client_request(&client, rows[i].type, 1, offsets[j],
			    (uint32_t)~offsets[j]);
			fake_feed_writer(&fake, &client);
			expect_reply(1, rows[i].error);
		}
	}
	expect_silence();
}
END_TEST

/* With a copy of its own, a client changes what it reads. */
static void
attach_writable(void)
{
	static uint8_t copy[IMAGE_SIZE];

	memcpy(copy, image, sizeof(copy));
	fake.core.writable = true;
	fake.image = copy;
	fake.writable_image = copy;
}

START_TEST(core_writes_payload_in_any_portions)
{
	static uint8_t payload[100000];

	attach_writable();
	memset(payload, 0x5a, sizeof(payload));
	client_request(&client, NBD_CMD_WRITE, 9, 333, sizeof(payload));
	client.buf[5] = NBD_CMD_FLAG_FUA;
	fake_feed_writer(&fake, &client);
	for (size_t at = 0; at < sizeof(payload); at += 1000) {
		expect_silence();
		fake_feed(&fake, payload + at, 1000);
	}
	expect_reply(9, NBD_SUCCESS);
	ck_assert_mem_eq(fake.image + 333, payload, sizeof(payload));
	ck_assert_uint_eq(fake.core.bytes_written, sizeof(payload));
	ck_assert(fake.image[332] == image[332]);
}
END_TEST

START_TEST(core_skips_the_rest_of_a_write_that_failed)
{
	static uint8_t payload[100000];

	attach_writable();
	fake.change_error = -ENOSPC;
	client_request(&client, NBD_CMD_WRITE, 9, 0, sizeof(payload));
	fake_feed_writer(&fake, &client);
	fake_feed(&fake, payload, 1000);
	fake_feed(&fake, payload, sizeof(payload) - 1001);
	ck_assert_uint_eq(fake.n_changes, 1);
	expect_silence();
	fake_feed(&fake, payload, 1);
	expect_reply(9, NBD_ENOSPC);
	expect_silence();
	ck_assert_uint_eq(fake.core.bytes_written, 0);
}
END_TEST

START_TEST(core_holds_changes_to_the_export)
{
	static const struct {
		uint16_t type, flags;
		uint64_t offset;
		uint32_t len, error;
	} rows[] = {
	    {NBD_CMD_TRIM, 0, 0, IMAGE_SIZE, NBD_SUCCESS},
	    {NBD_CMD_TRIM, 0, 1, IMAGE_SIZE, NBD_EINVAL},
	    {NBD_CMD_WRITE_ZEROES, 1 | 2 | 16, 0, IMAGE_SIZE, NBD_SUCCESS},
	    {NBD_CMD_WRITE_ZEROES, 0, 1, IMAGE_SIZE, NBD_ENOSPC},
	    {NBD_CMD_WRITE_ZEROES, 0, UINT64_MAX, 2, NBD_ENOSPC},
	    {NBD_CMD_WRITE_ZEROES, 4, 0, 1, NBD_EINVAL},
	    {NBD_CMD_TRIM, 2, 0, 1, NBD_EINVAL},
	    {NBD_CMD_TRIM, 0, 0, 0, NBD_SUCCESS},
	    {NBD_CMD_FLUSH, 0, 0, 0, NBD_SUCCESS},
	};

	attach_writable();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		client_request(
		    &client, rows[i].type, i, rows[i].offset, rows[i].len);
		client.buf[5] = (uint8_t)rows[i].flags;
		fake_feed_writer(&fake, &client);
		expect_reply(i, rows[i].error);
	}
	ck_assert_uint_eq(fake.n_changes, 2);
	client_request(&client, NBD_CMD_WRITE, 50, IMAGE_SIZE, 1);
	bw_writer_u8(&client, 0);
	fake_feed_writer(&fake, &client);
	expect_reply(50, NBD_ENOSPC);
	expect_silence();
}
END_TEST

START_TEST(core_answers_what_came_before_a_disconnect)
{
	client_request(&client, NBD_CMD_READ, 1, 0, 512);
	client_request(&client, NBD_CMD_DISC, 2, 0, 0);
	client_request(&client, NBD_CMD_READ, 3, 0, 512);
	fake_feed_writer(&fake, &client);
	expect_data(1, 0, 512);
	expect_silence();
	ck_assert_str_eq(fake.reason, "disconnected");
}
END_TEST

/* The disk has all of them at once, and what is in memory does not wait. */
START_TEST(core_leaves_cold_reads_for_later)
{
	fake.cold_from = 8192;
	for (uint32_t i = 0; i < 4; i++) {
		client_request(&client, NBD_CMD_READ, i, 65536 + i * 512, 512);
	}
	client_request(&client, NBD_CMD_READ, 9, 0, 512);
	fake_feed_writer(&fake, &client);
	expect_data(9, 0, 512);
	for (uint32_t i = 0; i < 4; i++) {
		expect_data(i, 65536 + i * 512, 512);
	}
	expect_silence();
	ck_assert_uint_eq(fake.n_cold, 4);
}
END_TEST

START_TEST(core_leaves_so_many_reads_and_no_more)
{
	unsigned n = NBD_DEFERRED_MAX + 5;

	fake.cold_from = 0;
	for (uint32_t i = 0; i < n; i++) {
		client_request(&client, NBD_CMD_READ, i, i * 512, 512);
	}
	client_request(&client, NBD_CMD_DISC, 0, 0, 0);
	fake_feed_writer(&fake, &client);
	ck_assert_uint_eq(fake.n_cold, NBD_DEFERRED_MAX);
	for (uint32_t i = NBD_DEFERRED_MAX; i < n; i++) {
		expect_data(i, i * 512, 512);
	}
	for (uint32_t i = 0; i < NBD_DEFERRED_MAX; i++) {
		expect_data(i, i * 512, 512);
	}
	expect_silence();
	ck_assert_str_eq(fake.reason, "disconnected");
}
END_TEST

START_TEST(core_tells_of_a_cold_read_that_fails)
{
	fake.cold_from = 0;
	fake.readable = 4096;
	client_request(&client, NBD_CMD_READ, 1, 8192, 512);
	client_request(&client, NBD_CMD_READ, 2, 0, 512);
	fake_feed_writer(&fake, &client);
	expect_reply(1, 5);
	expect_data(2, 0, 512);
	ck_assert_ptr_null(fake.reason);
}
END_TEST

START_TEST(core_closes_on_a_wrong_magic_number)
{
	client_request(&client, NBD_CMD_READ, 1, 0, 512);
	client_request(&client, NBD_CMD_READ, 2, 0, 512);
	client.buf[28] ^= 0x80;
	fake_feed_writer(&fake, &client);
	expect_data(1, 0, 512);
	expect_silence();
	ck_assert_str_eq(fake.reason, "wrong magic number of a request");
}
END_TEST

START_TEST(core_serves_an_empty_export)
{
	teardown();
	fake_init(&fake, &exports, image, 0);
	client_flags(&client, 3);
	client_option(&client, NBD_OPT_EXPORT_NAME, "");
	fake_feed_writer(&fake, &client);
	checked = fake.n_sent;
	expect_read_error(0, 0, NBD_SUCCESS);
	expect_read_error(0, 1, NBD_EINVAL);
}
END_TEST

static Suite *
core_suite(void)
{
	Suite *suite = suite_create("nbdd/core");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, core_serves_a_read);
	tcase_add_test(tcase, core_serves_the_last_byte_and_refuses_the_next);
	tcase_add_test(tcase, core_serves_reads_of_nothing_within_the_export);
	tcase_add_test(tcase, core_refuses_offsets_that_wrap);
	tcase_add_test(tcase, core_refuses_reads_over_the_maximum);
	tcase_add_test(tcase, core_refuses_flags_it_never_offered);
	tcase_add_test(
	    tcase, core_serves_a_read_larger_than_the_output_in_portions);
	tcase_add_test(tcase, core_answers_pipelined_requests_in_order);
	tcase_add_test(tcase, core_tells_of_an_image_that_cannot_be_read);
	tcase_add_test(tcase, core_closes_when_success_was_promised_in_vain);
	tcase_add_test(tcase, core_refuses_writes_and_skips_their_payload);
	tcase_add_test(tcase, core_refuses_a_write_of_nothing);
	tcase_add_test(tcase, core_closes_on_a_write_over_the_maximum);
	tcase_add_test(tcase, core_refuses_other_commands_whatever_their_range);
	tcase_add_test(tcase, core_writes_payload_in_any_portions);
	tcase_add_test(tcase, core_skips_the_rest_of_a_write_that_failed);
	tcase_add_test(tcase, core_holds_changes_to_the_export);
	tcase_add_test(tcase, core_answers_what_came_before_a_disconnect);
	tcase_add_test(tcase, core_leaves_cold_reads_for_later);
	tcase_add_test(tcase, core_leaves_so_many_reads_and_no_more);
	tcase_add_test(tcase, core_tells_of_a_cold_read_that_fails);
	tcase_add_test(tcase, core_closes_on_a_wrong_magic_number);
	tcase_add_test(tcase, core_serves_an_empty_export);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(core_suite());
}
