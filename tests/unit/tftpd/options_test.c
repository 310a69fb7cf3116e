/* SPDX-License-Identifier: ISC */
/* What clients ask for and get. */
#include "options.h"
#include "unit.h"

#define FILE_SIZE 42430

static const struct tftp_terms usual = {
    .blksize = 512, .blksize_max = 65464, .windowsize_max = 64};
static struct tftp_terms terms = {
    .blksize = 512, .blksize_max = 65464, .windowsize_max = 64};
static struct tftp_request req;
static struct tftp_options got;

static void
ask(const char *name, const char *value)
{
	req.options[req.n_options++] = (struct tftp_option){name, value};
}

static void
choose(bool netascii)
{
	tftp_options_choose(&req, &terms, FILE_SIZE, netascii, &got);
	req.n_options = 0;
}

/* The value granted to one option asked alone; -1 when it is refused. */
static int64_t
granted(const char *name, const char *value)
{
	ask(name, value);
	choose(false);
	return got.n_grants == 0 ? -1 : (int64_t)got.grants[0].value;
}

START_TEST(tftp_options_choose_grants_nothing_unasked)
{
	choose(false);
	ck_assert_uint_eq(got.n_grants, 0);
	ck_assert_uint_eq(got.blksize, 512);
	ck_assert_uint_eq(got.windowsize, 1);
	ck_assert_uint_eq(got.timeout_us, 0);
	ck_assert(!got.tsize);
}
END_TEST

START_TEST(tftp_options_choose_bounds_every_number)
{
	static const struct {
		const char *name, *value;
		int64_t granted;
	} rows[] = {
	    {"blksize", "7", -1},
	    {"blksize", "8", 8},
	    {"blksize", "65464", 65464},
	    {"blksize", "65465", 65464},
	    {"blksize", "18446744073709551615", 65464},
	    {"windowsize", "0", -1},
	    {"windowsize", "1", 1},
	    {"windowsize", "64", 64},
	    {"windowsize", "65", 64},
	    {"windowsize", "65535", 64},
	    {"timeout", "0", -1},
	    {"timeout", "1", 1},
	    {"timeout", "255", 255},
	    {"timeout", "256", -1},
	    {"tsize", "0", FILE_SIZE},
	    {"tsize", "999", FILE_SIZE},
	    {"utimeout", "9999", -1},
	    {"utimeout", "10000", 10000},
	    {"utimeout", "255000000", 255000000},
	    {"utimeout", "255000001", -1},
	    {"rollover", "0", 0},
	    {"rollover", "1", 1},
	    {"rollover", "2", -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(
		    granted(rows[i].name, rows[i].value), rows[i].granted);
	}
}
END_TEST

START_TEST(tftp_options_choose_refuses_what_is_no_number)
{
	static const char *const values[] = {"", "-1", "+5", " 5", "5 ", "0x10",
	    "1e3", "18446744073709551616", "1000000000000000000000000000000",
	    "\xff"};
	static const char *const names[] = {"blksize", "windowsize", "timeout",
	    "tsize", "utimeout", "rollover"};

	for (size_t n = 0; n < ARRAY_LEN(names); n++) {
		for (size_t v = 0; v < ARRAY_LEN(values); v++) {
			ck_assert_int_eq(granted(names[n], values[v]), -1);
		}
	}
}
END_TEST

START_TEST(tftp_options_choose_ignores_case_and_unknown_names)
{
	ck_assert_int_eq(granted("BlkSize", "1024"), 1024);
	ck_assert_int_eq(granted("foo_blksize_bar", "1024"), -1);
	ck_assert_int_eq(granted("blksize2", "1024"), -1);
	ck_assert_int_eq(granted("multicast", ""), -1);
	ck_assert_int_eq(granted("", ""), -1);
}
END_TEST

START_TEST(tftp_options_choose_answers_in_the_order_asked)
{
	ask("tsize", "0");
	ask("unknown", "1");
	ask("blksize", "1468");
	ask("windowsize", "4");
	ask("timeout", "3");
	choose(false);
	ck_assert_uint_eq(got.n_grants, 4);
	ck_assert_str_eq(got.grants[0].name, "tsize");
	ck_assert_str_eq(got.grants[1].name, "blksize");
	ck_assert_str_eq(got.grants[2].name, "windowsize");
	ck_assert_str_eq(got.grants[3].name, "timeout");
	ck_assert_uint_eq(got.blksize, 1468);
	ck_assert_uint_eq(got.windowsize, 4);
	ck_assert_uint_eq(got.timeout_us, 3000000);
	ck_assert(got.tsize);
}
END_TEST

START_TEST(tftp_options_choose_grants_the_first_of_two)
{
	ask("blksize", "1024");
	ask("BLKSIZE", "8192");
	choose(false);
	ck_assert_uint_eq(got.n_grants, 1);
	ck_assert_uint_eq(got.blksize, 1024);
}
END_TEST

START_TEST(tftp_options_choose_fits_a_window_into_a_client)
{
	static const struct {
		const char *blksize, *windowsize;
		uint32_t granted;
	} rows[] = {
	    {"512", "64", 64},
	    {"1468", "64", 64},
	    {"1536", "64", 64},
	    {"1537", "64", 63},
	    {"8192", "64", 12},
	    {"8192", "8", 8},
	    {"49152", "4", 2},
	    {"49153", "4", 1},
	    {"65464", "2", 1},
	};

	for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++) {
		bool window_first = i % 2 == 0;

		if (window_first) {
			ask("windowsize", rows[i / 2].windowsize);
		}
		ask("blksize", rows[i / 2].blksize);
		if (!window_first) {
			ask("windowsize", rows[i / 2].windowsize);
		}
		choose(false);
		ck_assert_uint_eq(got.windowsize, rows[i / 2].granted);
		ck_assert_uint_eq(got.grants[i % 2].value, rows[i / 2].granted);
	}
}
END_TEST

START_TEST(tftp_options_choose_grants_no_more_than_the_terms)
{
	terms = (struct tftp_terms){
	    .blksize = 1024,
	    .blksize_max = 1428,
	    .windowsize_max = 4,
	    .rollover = 1,
	};
	ck_assert_int_eq(granted("blksize", "1429"), 1428);
	ck_assert_int_eq(granted("blksize", "1427"), 1427);
	ck_assert_int_eq(granted("windowsize", "5"), 4);
	ck_assert_uint_eq(got.blksize, 1024);
	ck_assert_uint_eq(got.rollover, 1);
	ck_assert_int_eq(granted("rollover", "0"), 0);
	ck_assert_uint_eq(got.rollover, 0);
	terms = usual;
}
END_TEST

START_TEST(tftp_options_choose_tells_no_size_in_netascii)
{
	ask("tsize", "0");
	ask("blksize", "1024");
	choose(true);
	ck_assert_uint_eq(got.n_grants, 1);
	ck_assert_str_eq(got.grants[0].name, "blksize");
	ck_assert(!got.tsize);
}
END_TEST

START_TEST(tftp_options_build_fits_a_small_packet_in_every_subset)
{
	static const struct tftp_option all[] = {{"blksize", "65464"},
	    {"timeout", "255"}, {"tsize", "0"}, {"windowsize", "65535"},
	    {"utimeout", "255000000"}, {"rollover", "1"},
	    {"unknown", "18446744073709551615"}};

	for (unsigned set = 0; set < 1u << ARRAY_LEN(all); set++) {
		uint8_t buf[160];
		size_t len = 0;

		for (size_t i = 0; i < ARRAY_LEN(all); i++) {
			if ((set >> i & 1) != 0) {
				ask(all[i].name, all[i].value);
			}
		}
		tftp_options_choose(&req, &terms, UINT64_MAX, false, &got);
		req.n_options = 0;
		ck_assert_uint_eq(
		    got.n_grants, (unsigned)__builtin_popcount(set & 63));
		ck_assert_int_eq(tftp_oack_build(got.grants, got.n_grants, buf,
				     sizeof(buf), &len),
		    0);
	}
}
END_TEST

START_TEST(tftp_options_str_names_what_was_granted)
{
	char text[64];

	ask("blksize", "1468");
	ask("windowsize", "4");
	choose(true);
	ck_assert_str_eq(tftp_options_str(&got, text, sizeof(text)),
	    "netascii blksize=1468 windowsize=4");
	ck_assert_str_eq(
	    tftp_options_str(&got, text, 24), "netascii blksize=1468");
	choose(false);
	ck_assert_str_eq(tftp_options_str(&got, text, sizeof(text)), "");
}
END_TEST

START_TEST(tftp_options_choose_gives_a_writer_its_size_back)
{
	char text[64];

	req.opcode = TFTP_OPCODE_WRQ;
	ask("TSIZE", "300001");
	ask("tsize", "5");
	ck_assert_uint_eq(tftp_options_tsize(&req), 300001);
	tftp_options_choose(
	    &req, &terms, tftp_options_tsize(&req), false, &got);
	ck_assert(got.upload);
	ck_assert_str_eq(
	    tftp_options_str(&got, text, sizeof(text)), "upload tsize=300001");
	req.n_options = 0;
	ask("tsize", "many");
	ck_assert_uint_eq(tftp_options_tsize(&req), 0);
	tftp_options_choose(&req, &terms, 0, true, &got);
	ck_assert_str_eq(
	    tftp_options_str(&got, text, sizeof(text)), "upload netascii");
	req.opcode = TFTP_OPCODE_RRQ;
	req.n_options = 0;
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/options");
	TCase *tc = tcase_create("options");

	tcase_add_test(tc, tftp_options_choose_grants_nothing_unasked);
	tcase_add_test(tc, tftp_options_choose_bounds_every_number);
	tcase_add_test(tc, tftp_options_choose_refuses_what_is_no_number);
	tcase_add_test(tc, tftp_options_choose_ignores_case_and_unknown_names);
	tcase_add_test(tc, tftp_options_choose_answers_in_the_order_asked);
	tcase_add_test(tc, tftp_options_choose_grants_the_first_of_two);
	tcase_add_test(tc, tftp_options_choose_fits_a_window_into_a_client);
	tcase_add_test(tc, tftp_options_choose_grants_no_more_than_the_terms);
	tcase_add_test(tc, tftp_options_choose_tells_no_size_in_netascii);
	tcase_add_test(
	    tc, tftp_options_build_fits_a_small_packet_in_every_subset);
	tcase_add_test(tc, tftp_options_str_names_what_was_granted);
	tcase_add_test(tc, tftp_options_choose_gives_a_writer_its_size_back);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
