/* SPDX-License-Identifier: ISC */
/* Lines about replies, whole and broken ones. */
#include "summary.h"
#include "unit.h"

static uint8_t packet[300];
static char line[64];

/* siaddr 10.0.0.1; options 53, a pad, 54 and 1, and the end. */
static size_t
build(void)
{
	static const uint8_t options[] = {53, 1, 2, 0, 54, 4, 10, 0, 0, 1, 1, 4,
	    255, 255, 255, 0, 255, 99, 1, 1};

	memset(packet, 0, sizeof(packet));
	packet[20] = 10;
	packet[23] = 1;
	memcpy(packet + 240, options, sizeof(options));
	return 240 + sizeof(options);
}

START_TEST(dhcp_summary_tells_codes_and_next_server)
{
	size_t len = build();

	dhcp_summary(packet, len, line, sizeof(line));
	ck_assert_str_eq(line, "53,54,1 siaddr=10.0.0.1");
	packet[20] = packet[23] = 0;
	dhcp_summary(packet, len, line, sizeof(line));
	ck_assert_str_eq(line, "53,54,1");
}
END_TEST

START_TEST(dhcp_summary_is_cut_at_a_whole_code)
{
	size_t len = build();

	dhcp_summary(packet, len, line, sizeof("53,54"));
	ck_assert_str_eq(line, "53,54");
	dhcp_summary(packet, len, line, sizeof("53,54") - 1);
	ck_assert_str_eq(line, "53");
	dhcp_summary(packet, len, line, 1);
	ck_assert_str_eq(line, "");
}
END_TEST

START_TEST(dhcp_summary_reads_no_further_than_the_packet)
{
	size_t whole = build();

	for (size_t len = 0; len < whole; len++) {
		uint8_t *exact = unit_exact(packet, len);

		dhcp_summary(exact, len, line, sizeof(line));
		free(exact);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/summary");
	TCase *tc = tcase_create("summary");

	tcase_add_test(tc, dhcp_summary_tells_codes_and_next_server);
	tcase_add_test(tc, dhcp_summary_is_cut_at_a_whole_code);
	tcase_add_test(tc, dhcp_summary_reads_no_further_than_the_packet);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
