/* SPDX-License-Identifier: ISC */
/* Words to questions. */
#include "command.h"
#include "ipc/levels.h"
#include "unit.h"

static int
parse(const char *first, const char *second, struct bw_ctl_ask *out)
{
	const char *const words[] = {first, second};

	return command_parse(
	    words, (size_t)(first != NULL) + (size_t)(second != NULL), out);
}

START_TEST(command_parse_knows_every_command)
{
	static const char *const plain[] = {"status", "leases", "hosts",
	    "exports", "overlays", "counters", "sessions", NULL, NULL,
	    "suspended", "watch"};
	struct bw_ctl_ask ask;

	for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
		if (plain[i] == NULL) {
			continue; /* trace, explain */
		}
		ck_assert_int_eq(parse(plain[i], NULL, &ask), 0);
		ck_assert_uint_eq(ask.what, i);
		ck_assert_uint_eq(ask.by, BW_CTL_BY_NOTHING);
		ck_assert_int_eq(parse(plain[i], "more", &ask), -EINVAL);
	}
	ck_assert_int_eq(parse("stat", NULL, &ask), -ENOENT);
	ck_assert_int_eq(parse(NULL, NULL, &ask), -ENOENT);
}
END_TEST

START_TEST(command_parse_takes_a_machine_by_mac_address_or_uuid)
{
	struct bw_ctl_ask ask;

	ck_assert_int_eq(parse("trace", "52:54:00:00:00:01", &ask), 0);
	ck_assert_uint_eq(ask.by, BW_CTL_BY_MAC);
	ck_assert_uint_eq(ask.mac[5], 1);
	ck_assert_int_eq(parse("trace", "10.0.0.7", &ask), 0);
	ck_assert_uint_eq(ask.by, BW_CTL_BY_ADDRESS);
	ck_assert_uint_eq(bw_addr_to_ipv4(&ask.address), 0x0a000007);
	ck_assert_int_eq(parse("trace", "fd00::7", &ask), 0);
	ck_assert_uint_eq(ask.address.family, BW_FAMILY_IPV6);
	ck_assert_int_eq(
	    parse("trace", "00112233-4455-6677-8899-aabbccddeeff", &ask), 0);
	ck_assert_uint_eq(ask.by, BW_CTL_BY_UUID);
	ck_assert_uint_eq(ask.uuid[15], 0xff);
	ck_assert_int_eq(parse("trace", "node7", &ask), -EBADMSG);
	ck_assert_int_eq(parse("trace", NULL, &ask), -EINVAL);
}
END_TEST

START_TEST(command_parse_drops_leases_by_address_only)
{
	struct bw_ctl_ask ask = {.what = 99};

	ck_assert_int_eq(
	    parse("drop-lease", "52:54:00:00:00:01", &ask), -EBADMSG);
	ck_assert_uint_eq(ask.what, 99);
	ck_assert_int_eq(parse("drop-lease", "10.0.0.7", &ask), 0);
	ck_assert_uint_eq(ask.what, BW_CTL_DROP_LEASE);
}
END_TEST

START_TEST(command_parse_takes_services_and_a_level)
{
	const char *const words[] = {"log-level", "all,-dhcp", "debug", "more"};
	struct bw_ctl_ask ask;

	ck_assert_int_eq(command_parse(words, 3, &ask), 0);
	ck_assert_uint_eq(ask.what, BW_CTL_LOG_LEVEL);
	ck_assert_uint_eq(
	    ask.services, BW_SERVICES_ALL & ~(1u << BW_ROLE_BOOTPD));
	ck_assert_uint_eq(ask.level, BW_LOG_LEVEL_DEBUG);
	ck_assert_int_eq(command_parse(words, 2, &ask), -EINVAL);
	ck_assert_int_eq(command_parse(words, 4, &ask), -EINVAL);
	ck_assert_int_eq(
	    command_parse(
		(const char *const[]){"log-level", "ftpd", "info"}, 3, &ask),
	    -EBADMSG);
	ck_assert_int_eq(
	    command_parse(
		(const char *const[]){"log-level", "tftpd", "loud"}, 3, &ask),
	    -EBADMSG);
}
END_TEST

START_TEST(command_parse_drops_overlays_of_a_client)
{
	const char *const words[] = {
	    "drop-overlay", "52-54-00-00-00-0A", "root"};
	struct bw_ctl_ask ask;

	ck_assert_int_eq(command_parse(words, 3, &ask), 0);
	ck_assert_uint_eq(ask.what, BW_CTL_DROP_OVERLAY);
	ck_assert_str_eq(ask.client, "52:54:00:00:00:0a");
	ck_assert_str_eq(ask.export, "root");
	ck_assert_int_eq(command_parse(words, 2, &ask), 0);
	ck_assert_str_eq(ask.export, "");
	ck_assert_int_eq(parse("drop-overlay", "fe80::1", &ask), 0);
	ck_assert_str_eq(ask.client, "fe80::1");
	ck_assert_int_eq(parse("drop-overlay", NULL, &ask), -EINVAL);
	ck_assert_int_eq(parse("drop-overlay", "node7", &ask), -EBADMSG);
}
END_TEST

START_TEST(command_parse_pardons_a_mac_or_all)
{
	struct bw_ctl_ask ask;

	ck_assert_int_eq(parse("pardon", "52:54:00:00:00:01", &ask), 0);
	ck_assert_uint_eq(ask.what, BW_CTL_PARDON);
	ck_assert_uint_eq(ask.by, BW_CTL_BY_MAC);
	ck_assert_uint_eq(ask.mac[5], 1);
	ck_assert_int_eq(parse("pardon", "all", &ask), 0);
	ck_assert_uint_eq(ask.by, BW_CTL_BY_NOTHING);
	ck_assert_int_eq(parse("pardon", "10.0.0.7", &ask), -EBADMSG);
	ck_assert_int_eq(parse("pardon", NULL, &ask), -EINVAL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/command");
	TCase *tc = tcase_create("command");

	tcase_add_test(tc, command_parse_knows_every_command);
	tcase_add_test(
	    tc, command_parse_takes_a_machine_by_mac_address_or_uuid);
	tcase_add_test(tc, command_parse_drops_leases_by_address_only);
	tcase_add_test(tc, command_parse_takes_services_and_a_level);
	tcase_add_test(tc, command_parse_drops_overlays_of_a_client);
	tcase_add_test(tc, command_parse_pardons_a_mac_or_all);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
