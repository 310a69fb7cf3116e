/* SPDX-License-Identifier: ISC */
/* What is written reads back as what it was. */
#include "common/conf_say.h"

#include "conf/out.h"
#include "conf/schema.h"

#define ROUNDS 3000

static uint32_t seed;

/* The same numbers in every run. */
static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* A value that some type takes, or text with every trap there is. */
static void
draw_value(char *out, size_t size)
{
	static const char *const values[] = {"yes", "off", "1", "67", "0x45",
	    "10.0.0.1", "10.0.0.1, ::1", "10.0.0.1:5", "auto", "auto 1.2.3.4",
	    "mac", "http", "file", "debug", "2.25", "AA-BB-CC-DD-EE-FF", "",
	    "host:80", "eth0,eth1"};
	static const char bytes[] = "ab  \t\"'#[]=:,./*?{}\xc3\xa9-x";
	size_t len = draw(2) == 0 ? draw(12) : draw((uint32_t)size - 1);

	if (draw(2) == 0) {
		(void)snprintf(
		    out, size, "%s", values[draw(ARRAY_LEN(values))]);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		out[i] = bytes[draw(sizeof(bytes) - 1)];
	}
	out[len] = '\0';
}

/* Set something somewhere; whether it is taken does not matter. */
static void
draw_set(struct bw_conf *conf)
{
	static const char *const keys[] = {"aa-bb-cc-dd-ee-0%u", "a%u*/?x y",
	    "AA-BB/%u", "0000%u", "12345678-abcd-ef00-1111-00000000000%u"};
	const struct bw_conf_section *section;
	char value[600], key[64], title[64];
	struct said said = {0};
	size_t n = 0;

	while (bw_conf_section_nth(n) != NULL) {
		n++;
	}
	section = bw_conf_section_nth(draw((uint32_t)n));
	snprintf(title, sizeof(title), "%s%s", section->name,
	    section->item == NULL ? ""
	    : draw(2) == 0        ? " one"
				  : " a b");
	if (section->keys != NULL) {
		const struct bw_conf_key *row =
		    &section->keys[draw((uint32_t)section->n_keys)];

		snprintf(key, sizeof(key), "%s", row->name);
	} else {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(
		    key, sizeof(key), keys[draw(ARRAY_LEN(keys))], draw(10));
#pragma GCC diagnostic pop
	}
	draw_value(value, sizeof(value));
	(void)bw_conf_set(conf, "x", title, key, value, say, &said);
}

START_TEST(conf_dump_reads_back_whatever_was_set)
{
	for (seed = 1; seed < ROUNDS; seed++) {
		uint32_t first = seed, n = draw(40);
		struct bw_conf conf;

		bw_conf_init(&conf);
		for (uint32_t i = 0; i < n; i++) {
			draw_set(&conf);
		}
		expect_round_trip(&conf);
		bw_conf_fini(&conf);
		seed = first;
	}
}
END_TEST

START_TEST(conf_dump_of_defaults_has_no_services)
{
	struct bw_conf conf;
	char *text;

	bw_conf_init(&conf);
	text = dump(&conf);
	ck_assert_ptr_nonnull(strstr(text, "[bootward]\n"));
	ck_assert_ptr_null(strstr(text, "[bootpd]"));
	ck_assert_ptr_null(strstr(text, "[http]"));
	ck_assert_ptr_null(strstr(text, "[tftpd]"));
	free(text);
	feed_good(&conf, "[tftpd]\n[filters]\na = b\n[mac]\n");
	text = dump(&conf);
	ck_assert_ptr_nonnull(strstr(text, "[tftpd]\nport = 69\n"));
	ck_assert_ptr_nonnull(strstr(text, "[filters]\na = b\n"));
	ck_assert_ptr_null(strstr(text, "[mac]"));
	free(text);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_dump_carries_what_the_parent_found)
{
	struct bw_addr addrs[2] = {
	    bw_addr_ipv4(0x0a000001, 0), bw_addr_ipv4(0x0a000002, 0)};
	struct bw_conf conf, again;
	char *text;

	bw_conf_init(&conf);
	feed_good(&conf, "[bootpd]\ndns = auto\n[http]\nlocation = h\n");
	ck_assert_int_eq(
	    bw_conf_addrs_set(&conf, &conf.bootpd.settings.dns.addrs, addrs, 2),
	    0);
	ck_assert_int_eq(
	    bw_conf_addrs_set(&conf, &conf.http.resolved, addrs, 1), 0);
	text = dump(&conf);
	bw_conf_init(&again);
	feed_good(&again, text);
	ck_assert(again.bootpd.settings.dns.automatic);
	ck_assert_uint_eq(again.bootpd.settings.dns.addrs.n, 2);
	ck_assert(bw_addr_equal(
	    &again.bootpd.settings.dns.addrs.items[1], &addrs[1]));
	ck_assert_uint_eq(again.http.resolved.n, 1);
	ck_assert(bw_addr_equal(&again.http.resolved.items[0], &addrs[0]));
	free(text);
	bw_conf_fini(&again);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_dump_keeps_what_was_emptied_empty)
{
	struct bw_conf conf, again;
	char *text;

	bw_conf_init(&conf);
	feed_good(&conf, "[bootpd]\ndomain =\naccess =\n");
	text = dump(&conf);
	bw_conf_init(&again);
	feed_good(&again, text);
	ck_assert_str_eq(again.bootpd.settings.domain, "");
	ck_assert_str_eq(again.bootpd.servername, "unknown");
	free(text);
	bw_conf_fini(&again);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_dump_breaks_lines_before_198_bytes)
{
	char list[1024] = "", *text, *line, *rest;
	struct bw_conf conf;
	struct said said = {0};

	bw_conf_init(&conf);
	for (int i = 0; i < 60; i++) {
		strcat(list, "10.200.200.200 ");
	}
	bw_conf_set(&conf, "x", "tftpd", "address", list, say, &said);
	ck_assert_uint_eq(said.n, 0);
	text = rest = dump(&conf);
	while ((line = strsep(&rest, "\n")) != NULL) {
		ck_assert_uint_le(strlen(line), BW_CONF_LINE_MAX);
	}
	free(text);
	expect_round_trip(&conf);
	bw_conf_fini(&conf);
}
END_TEST

static void
expect_row(const char *key, const char *value, const char *line)
{
	struct bw_conf_out out = {0};

	ck_assert_ptr_null(bw_conf_out_check(value));
	bw_conf_out_row(&out, key, value);
	ck_assert(!out.bad);
	ck_assert_str_eq(out.bytes, line);
	free(out.bytes);
}

START_TEST(conf_out_row_quotes_what_inih_would_take_apart)
{
	expect_row("k", "", "k =\n");
	expect_row("k", "v", "k = v\n");
	expect_row("k", " v", "k = \" v\"\n");
	expect_row("k", "v ", "k = \"v \"\n");
	expect_row("k", ";v", "k = \";v\"\n");
	expect_row("k", "#v", "k = \"#v\"\n");
	expect_row("k", "\"v\"", "k = \"\"v\"\"\n");
	expect_row("k", "'", "k = \"'\"\n");
	expect_row("k", "it's", "k = it's\n");
	expect_row("k", "[v]", "k = [v]\n");
}
END_TEST

START_TEST(conf_out_check_knows_the_limits)
{
	char text[BW_CONF_VALUE_MAX + 2];

	memset(text, 'x', sizeof(text));
	text[BW_CONF_PIECE_MAX] = '\0';
	ck_assert_ptr_null(bw_conf_out_check(text));
	text[BW_CONF_PIECE_MAX] = 'x';
	text[BW_CONF_PIECE_MAX + 1] = '\0';
	ck_assert_ptr_nonnull(bw_conf_out_check(text));
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = i % 10 == 9 ? ' ' : 'x';
	}
	text[BW_CONF_VALUE_MAX] = '\0';
	ck_assert_ptr_null(bw_conf_out_check(text));
	text[BW_CONF_VALUE_MAX] = 'x';
	text[BW_CONF_VALUE_MAX + 1] = '\0';
	ck_assert_ptr_nonnull(bw_conf_out_check(text));
	ck_assert_ptr_nonnull(bw_conf_out_check("a ;b"));
	ck_assert_ptr_nonnull(bw_conf_out_check("a\t;b"));
	ck_assert_ptr_null(bw_conf_out_check("a;b"));
	ck_assert_ptr_nonnull(bw_conf_out_check("a\nb"));
	ck_assert_ptr_nonnull(bw_conf_out_check("a\x7f"));
	ck_assert_ptr_null(bw_conf_out_check("\xc3\xa9\t"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_dump");
	TCase *tc = tcase_create("conf_dump");

	suite_add_tcase(suite, tc);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, conf_dump_reads_back_whatever_was_set);
	tcase_add_test(tc, conf_dump_of_defaults_has_no_services);
	tcase_add_test(tc, conf_dump_carries_what_the_parent_found);
	tcase_add_test(tc, conf_dump_keeps_what_was_emptied_empty);
	tcase_add_test(tc, conf_dump_breaks_lines_before_198_bytes);
	tcase_add_test(tc, conf_out_row_quotes_what_inih_would_take_apart);
	tcase_add_test(tc, conf_out_check_knows_the_limits);
	return unit_main(suite);
}
