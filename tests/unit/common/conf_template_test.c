/* SPDX-License-Identifier: ISC */
/* What stands in braces becomes what is known, and nothing else changes. */
#include "conf/template.h"

#include <errno.h>

#include "unit.h"

static const struct bw_filter_client client = {
    .of = {
	[BW_FILTER_MAC] = "02:00:00:00:00:01",
	[BW_FILTER_MAC_DASH] = "02-00-00-00-00-01",
	[BW_FILTER_IP] = "10.0.0.7",
	[BW_FILTER_UUID] = NULL,
	[BW_FILTER_HOSTNAME] = "node7",
	[BW_FILTER_CLIENT_FILE] = "",
    }};

static uint8_t out[BW_TEMPLATE_MAX];
static size_t out_len;

static int
expand(const char *text)
{
	return bw_template_expand(text, strlen(text), &client, out, &out_len);
}

static void
becomes(const char *text, const char *wanted)
{
	ck_assert_int_eq(expand(text), 0);
	ck_assert_uint_eq(out_len, strlen(wanted));
	ck_assert_mem_eq(out, wanted, out_len);
}

START_TEST(bw_template_expand_replaces_variables)
{
	becomes("", "");
	becomes("{ip}", "10.0.0.7");
	becomes("name {hostname}\nmac {mac}, {mac-dash}\n",
	    "name node7\nmac 02:00:00:00:00:01, 02-00-00-00-00-01\n");
	becomes("{{ip}}{ip}", "{10.0.0.7}10.0.0.7");
}
END_TEST

START_TEST(bw_template_expand_leaves_other_braces_alone)
{
	becomes("{", "{");
	becomes("{i", "{i");
	becomes("{IP} {ip } {filename} {} {address}",
	    "{IP} {ip } {filename} {} {address}");
	becomes("chain ${mac}.ipxe ${net0/ip}", "chain ${mac}.ipxe ${net0/ip}");
	becomes("$ {ip}", "$ 10.0.0.7");
}
END_TEST

START_TEST(bw_template_expand_refuses_what_is_not_known)
{
	ck_assert_int_eq(expand("{uuid}"), -ENOENT);
	ck_assert_int_eq(expand("{client-file}"), -ENOENT);
	becomes("${uuid}", "${uuid}");
}
END_TEST

START_TEST(bw_template_expand_takes_any_bytes)
{
	static const char text[] = "\0{ip}\0\xff{ip}";
	static const char wanted[] = "\0"
				     "10.0.0.7\0\xff"
				     "10.0.0.7";

	ck_assert_int_eq(
	    bw_template_expand(text, sizeof(text) - 1, &client, out, &out_len),
	    0);
	ck_assert_uint_eq(out_len, sizeof(wanted) - 1);
	ck_assert_mem_eq(out, wanted, out_len);
}
END_TEST

START_TEST(bw_template_expand_is_bounded)
{
	static char text[BW_TEMPLATE_MAX + 1];

	memset(text, 'x', BW_TEMPLATE_MAX);
	ck_assert_int_eq(expand(text), 0);
	ck_assert_uint_eq(out_len, BW_TEMPLATE_MAX);
	memcpy(text, "{ip}", 4); /* twice as long */
	ck_assert_int_eq(expand(text), -EOVERFLOW);
	text[BW_TEMPLATE_MAX - 4] = '\0';
	ck_assert_int_eq(expand(text), 0);
	ck_assert_uint_eq(out_len, BW_TEMPLATE_MAX);
}
END_TEST

START_TEST(bw_template_is_matches_as_filters_do)
{
	static const char *items[] = {"preseed/*.cfg", "*.tmpl"};
	const struct bw_conf_names patterns = {items, 2};
	const struct bw_conf_names none = {NULL, 0};

	ck_assert(bw_template_is(&patterns, "preseed/a.cfg"));
	ck_assert(bw_template_is(&patterns, "//preseed/a.cfg"));
	ck_assert(bw_template_is(&patterns, "a/b.tmpl"));
	ck_assert(!bw_template_is(&patterns, "preseed.cfg"));
	ck_assert(!bw_template_is(&none, "a.tmpl"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf/template");
	TCase *tc = tcase_create("template");

	tcase_add_test(tc, bw_template_expand_replaces_variables);
	tcase_add_test(tc, bw_template_expand_leaves_other_braces_alone);
	tcase_add_test(tc, bw_template_expand_refuses_what_is_not_known);
	tcase_add_test(tc, bw_template_expand_takes_any_bytes);
	tcase_add_test(tc, bw_template_expand_is_bounded);
	tcase_add_test(tc, bw_template_is_matches_as_filters_do);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
