/* SPDX-License-Identifier: ISC */
/*
 * Whole sessions of nbdd with a scripted client: however its bytes are cut
 * into pieces and however little output fits at a time, the answers are the
 * same; and it may hang up after any byte.
 */
#include "core.h"
#include "nbdd/client.h"

#define IMAGE_SIZE (256u << 10)
#define SEEDS      200u

static struct bw_conf_export export_items[] = {
    {.name = "root", .path = "/r", .description = "a system"},
    {.name = "data", .path = "/d", .description = ""},
};
static const struct bw_conf_exports exports = {export_items, 2};
static uint8_t image[IMAGE_SIZE];
static struct fake fake;
static uint8_t script_buf[1 << 16];
static struct bw_writer script;
static size_t go_at; /* where the option that attaches begins */
static uint8_t expected[1 << 20];
static size_t expected_len;

static void
write_handshake(void)
{
	client_flags(&script, 3);
	client_option(&script, NBD_OPT_STARTTLS, "");
	client_option(&script, NBD_OPT_SET_META_CONTEXT, "some query");
	client_option(&script, NBD_OPT_LIST, "");
	client_info(&script, NBD_OPT_GO, "no such", 4);
	client_info(&script, NBD_OPT_INFO, "data", 4);
	go_at = script.len;
	client_info(&script, NBD_OPT_GO, "root", 4);
}

static void
write_transmission(void)
{
	client_request(&script, NBD_CMD_READ, 1, 0, 4096);
	client_request(&script, NBD_CMD_READ, 2, 100, IMAGE_SIZE - 100);
	client_request(&script, NBD_CMD_WRITE, 3, 0, 700);
	bw_writer_fill(&script, 0x25, 700);
	client_request(&script, NBD_CMD_FLUSH, 4, 0, 0);
	for (uint64_t i = 0; i < 40; i++) {
		client_request(&script, NBD_CMD_READ, 10 + i, i * 4096, 4096);
	}
	client_request(&script, NBD_CMD_READ, 5, IMAGE_SIZE, 1);
	client_request(&script, NBD_CMD_DISC, 6, 0, 0);
}

static void
setup(void)
{
	for (size_t i = 0; i < sizeof(image); i++) {
		image[i] = (uint8_t)(i * 2654435761u >> 24);
	}
	bw_writer_init(&script, script_buf, sizeof(script_buf));
	write_handshake();
	write_transmission();
	fake_init(&fake, &exports, image, sizeof(image));
	fake_feed(&fake, script_buf, script.len);
	ck_assert_str_eq(fake.reason, "disconnected");
	ck_assert_uint_le(fake.n_sent, sizeof(expected));
	expected_len = fake.n_sent;
	memcpy(expected, fake.sent, expected_len);
	fake_fini(&fake);
}

/* A small generator of its own: the same pieces on every run. */
static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void
check_whole_session(void)
{
	ck_assert_str_eq(fake.reason, "disconnected");
	ck_assert_uint_eq(fake.n_sent, expected_len);
	ck_assert(memcmp(fake.sent, expected, expected_len) == 0);
	ck_assert_uint_eq(fake.n_asked, 2);
	fake_fini(&fake);
}

START_TEST(session_is_the_same_byte_by_byte)
{
	fake_init(&fake, &exports, image, sizeof(image));
	for (size_t i = 0; i < script.len; i++) {
		fake_feed(&fake, script_buf + i, 1);
	}
	check_whole_session();
}
END_TEST

START_TEST(session_is_the_same_cut_in_two_anywhere)
{
	for (size_t cut = 0; cut <= script.len; cut++) {
		fake_init(&fake, &exports, image, sizeof(image));
		fake_feed(&fake, script_buf, cut);
		fake_feed(&fake, script_buf + cut, script.len - cut);
		check_whole_session();
	}
}
END_TEST

START_TEST(session_is_the_same_in_random_pieces_with_little_output)
{
	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		uint32_t state = seed;
		size_t at = 0;

		fake_init(&fake, &exports, image, sizeof(image));
		fake.out.size = NBD_OPTION_ROOM + next_random(&state) % 100000;
		while (at < script.len) {
			size_t n = 1 + next_random(&state) % 64;

			n = n < script.len - at ? n : script.len - at;
			fake_feed(&fake, script_buf + at, n);
			at += n;
		}
		check_whole_session();
	}
}
END_TEST

/* CVE-2013-7441 and its kin: nothing depends on the rest arriving. */
START_TEST(client_may_hang_up_after_any_byte)
{
	for (size_t end = 0; end < script.len; end++) {
		uint8_t *block = unit_exact(script_buf, end);

		fake_init(&fake, &exports, image, sizeof(image));
		fake_feed(&fake, block, end);
		free(block);
		ck_assert_ptr_null(fake.reason);
		/* Replies never run ahead of what was asked ... */
		ck_assert_uint_le(fake.n_sent, expected_len);
		ck_assert(memcmp(fake.sent, expected, fake.n_sent) == 0);
		/* ... nor does the opening of exports. */
		if (end <= go_at) {
			ck_assert(!nbd_core_attached(&fake.core));
			ck_assert_uint_le(fake.n_asked, 1);
		}
		fake_fini(&fake);
	}
}
END_TEST

/* nbd-client 3.24 sends each field in a segment of its own. */
START_TEST(session_of_nbd_client_begins)
{
	static const size_t pieces[] = {4, 16, 4, 4, 2};
	size_t at = 0;

	bw_writer_init(&script, script_buf, sizeof(script_buf));
	client_flags(&script, 3);
	client_info(&script, NBD_OPT_GO, "root", 0);
	fake_init(&fake, &exports, image, sizeof(image));
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		ck_assert(!nbd_core_attached(&fake.core));
		fake_feed(&fake, script_buf + at, pieces[i]);
		at += pieces[i];
	}
	ck_assert_uint_eq(at, script.len);
	ck_assert(nbd_core_attached(&fake.core));
	fake_fini(&fake);
}
END_TEST

static Suite *
nbdd_suite(void)
{
	Suite *suite = suite_create("nbdd");
	TCase *tcase = tcase_create("sessions");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, session_is_the_same_byte_by_byte);
	tcase_add_test(tcase, session_is_the_same_cut_in_two_anywhere);
	tcase_add_test(
	    tcase, session_is_the_same_in_random_pieces_with_little_output);
	tcase_add_test(tcase, client_may_hang_up_after_any_byte);
	tcase_add_test(tcase, session_of_nbd_client_begins);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(nbdd_suite());
}
