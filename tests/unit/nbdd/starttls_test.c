/* SPDX-License-Identifier: ISC */
/* NBD_OPT_STARTTLS in nbdd/handshake.c, by way of the core. */
#include "handshake.h"

#include "nbdd/options.h"

static struct bw_conf_export items[] = {
    {.name = "root", .path = "/r", .description = ""},
    {.name = "secret", .path = "/s", .description = "", .tls_only = true},
};
static struct bw_conf_exports with_tls = {items, ARRAY_LEN(items)};

static void
begin(enum bw_conf_starttls starttls)
{
	fake_fini(&fake);
	with_tls.starttls = starttls;
	fake_init(&fake, &with_tls, image, sizeof(image));
	client_flags(&client, 3);
	fake_feed_writer(&fake, &client);
}

static void
say(uint32_t option, const char *data)
{
	client_option(&client, option, data);
	fake_feed_writer(&fake, &client);
}

static void
go(const char *name)
{
	client_info(&client, NBD_OPT_GO, name, 0);
	fake_feed_writer(&fake, &client);
}

START_TEST(starttls_is_not_supported_without_it)
{
	begin(BW_CONF_STARTTLS_NO);
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ERR_UNSUP);
	go("root");
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	ck_assert_uint_eq(fake.n_wrapped, 0);
}
END_TEST

START_TEST(starttls_is_acknowledged_and_begins)
{
	begin(BW_CONF_STARTTLS_YES);
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ACK);
	expect_silence();
	ck_assert_uint_eq(fake.n_wrapped, 1);
	go("secret");
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	expect_reply(NBD_OPT_GO, NBD_REP_ACK);
	ck_assert(nbd_core_attached(&fake.core));
}
END_TEST

/* CVE-2021-3716 */
START_TEST(starttls_forgets_what_was_agreed_before)
{
	begin(BW_CONF_STARTTLS_YES);
	say(NBD_OPT_STRUCTURED_REPLY, "");
	expect_reply(NBD_OPT_STRUCTURED_REPLY, NBD_REP_ACK);
	say(NBD_OPT_EXTENDED_HEADERS, "");
	expect_reply(NBD_OPT_EXTENDED_HEADERS, NBD_REP_ACK);
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ACK);
	say(NBD_OPT_SET_META_CONTEXT, "");
	expect_reply(NBD_OPT_SET_META_CONTEXT, NBD_REP_ERR_INVALID);
	go("root");
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	ck_assert_int_eq(fake.core.headers, NBD_HEADERS_SIMPLE);
	ck_assert(!nbd_handshake_has_context(&fake.core.handshake));
	ck_assert(!fake.core.handshake.zeroes);
}
END_TEST

START_TEST(starttls_with_anything_behind_it_is_the_end)
{
	for (size_t extra = 1; extra < 20; extra++) {
		begin(BW_CONF_STARTTLS_YES);
		client_option(&client, NBD_OPT_STARTTLS, "");
		client_option(&client, NBD_OPT_LIST, "");
		client.len -= 16 - (extra < 16 ? extra : 16);
		fake_feed_writer(&fake, &client);
		ck_assert_ptr_nonnull(fake.reason);
		ck_assert_uint_eq(fake.n_wrapped, 0);
		expect_silence();
	}
}
END_TEST

START_TEST(starttls_is_invalid_twice_or_with_data)
{
	begin(BW_CONF_STARTTLS_YES);
	say(NBD_OPT_STARTTLS, "x");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ERR_INVALID);
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ACK);
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ERR_INVALID);
	ck_assert_uint_eq(fake.n_wrapped, 1);
	ck_assert_ptr_null(fake.reason);
}
END_TEST

/* "FORCEDTLS mode" */
START_TEST(starttls_required_is_told_to_whoever_says_something_else)
{
	static const uint32_t options[] = {NBD_OPT_LIST, NBD_OPT_INFO,
	    NBD_OPT_GO, NBD_OPT_STRUCTURED_REPLY, NBD_OPT_EXTENDED_HEADERS,
	    NBD_OPT_SET_META_CONTEXT, 4, 99};

	begin(BW_CONF_STARTTLS_REQUIRE);
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		say(options[i], "whatever");
		expect_reply(options[i], NBD_REP_ERR_TLS_REQD);
	}
	say(NBD_OPT_STARTTLS, "");
	expect_reply(NBD_OPT_STARTTLS, NBD_REP_ACK);
	go("root");
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	ck_assert_uint_eq(fake.n_asked, 1);
}
END_TEST

START_TEST(starttls_required_closes_on_export_name)
{
	begin(BW_CONF_STARTTLS_REQUIRE);
	say(NBD_OPT_EXPORT_NAME, "root");
	ck_assert_ptr_nonnull(fake.reason);
	ck_assert_uint_eq(fake.n_asked, 0);
	expect_silence();
}
END_TEST

START_TEST(starttls_required_lets_who_aborts_go)
{
	begin(BW_CONF_STARTTLS_REQUIRE);
	say(NBD_OPT_ABORT, "");
	expect_reply(NBD_OPT_ABORT, NBD_REP_ACK);
	ck_assert_ptr_nonnull(fake.reason);
}
END_TEST

/* "SELECTIVETLS mode" */
START_TEST(starttls_can_be_wanted_by_one_export)
{
	begin(BW_CONF_STARTTLS_YES);
	go("secret");
	expect_reply(NBD_OPT_GO, NBD_REP_ERR_TLS_REQD);
	client_info(&client, NBD_OPT_INFO, "secret", 0);
	fake_feed_writer(&fake, &client);
	expect_reply(NBD_OPT_INFO, NBD_REP_ERR_TLS_REQD);
	go("root");
	expect_reply(NBD_OPT_GO, NBD_REP_INFO);
	ck_assert_uint_eq(fake.n_asked, 1);
	begin(BW_CONF_STARTTLS_YES);
	say(NBD_OPT_EXPORT_NAME, "secret");
	ck_assert_ptr_nonnull(fake.reason);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("nbdd/starttls");
	TCase *tc = tcase_create("starttls");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, starttls_is_not_supported_without_it);
	tcase_add_test(tc, starttls_is_acknowledged_and_begins);
	tcase_add_test(tc, starttls_forgets_what_was_agreed_before);
	tcase_add_test(tc, starttls_with_anything_behind_it_is_the_end);
	tcase_add_test(tc, starttls_is_invalid_twice_or_with_data);
	tcase_add_test(
	    tc, starttls_required_is_told_to_whoever_says_something_else);
	tcase_add_test(tc, starttls_required_closes_on_export_name);
	tcase_add_test(tc, starttls_required_lets_who_aborts_go);
	tcase_add_test(tc, starttls_can_be_wanted_by_one_export);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
