/* SPDX-License-Identifier: ISC */
/* A row in every format, with bytes that want to break out. */
#include "base/emit.h"
#include "unit.h"

static struct bw_emit emit;

static const char *
line(enum bw_emit_format format)
{
	bw_emit_begin(&emit, format);
	bw_emit_text(&emit, "name", "a \"b\\,\n\x1b\xff");
	bw_emit_text(&emit, "empty", "");
	bw_emit_number(&emit, "size", UINT64_MAX);
	bw_emit_milli(&emit, "s", 12034);
	bw_emit_bool(&emit, "pxe", true);
	bw_emit_end(&emit);
	return emit.line;
}

START_TEST(emit_json_escapes_every_byte)
{
	ck_assert_str_eq(line(BW_EMIT_JSON),
	    "{\"name\":\"a \\\"b\\\\,\\u000a\\u001b\\u00ff\","
	    "\"empty\":\"\",\"size\":18446744073709551615,\"s\":12.034,\"pxe\":"
	    "true}");
}
END_TEST

START_TEST(emit_csv_quotes_what_needs_it)
{
	ck_assert_str_eq(line(BW_EMIT_CSV_HEADER), "name,empty,size,s,pxe");
	ck_assert_str_eq(line(BW_EMIT_CSV),
	    "\"a \"\"b\\,???\",,18446744073709551615,12.034,true");
}
END_TEST

START_TEST(emit_html_escapes_what_it_must)
{
	ck_assert_str_eq(line(BW_EMIT_HTML_HEADER),
	    "<tr><th>name<th>empty<th>size<th>s<th>pxe");
	ck_assert_str_eq(line(BW_EMIT_HTML),
	    "<tr><td>a &#34;b\\,??&#255;<td><td>18446744073709551615"
	    "<td>12.034<td>true");
	bw_emit_begin(&emit, BW_EMIT_HTML);
	bw_emit_text(&emit, "name", "</td><script>'&amp;\x7f");
	bw_emit_end(&emit);
	ck_assert_str_eq(
	    emit.line, "<tr><td>&#60;/td&#62;&#60;script&#62;&#39;&#38;amp;?");
}
END_TEST

START_TEST(emit_text_leaves_out_what_is_empty)
{
	ck_assert_str_eq(line(BW_EMIT_TEXT),
	    "name=\"a \\x22b\\x5c,\\x0a\\x1b\\xff\" "
	    "size=18446744073709551615 s=12.034 pxe=yes");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/emit");
	TCase *tc = tcase_create("emit");

	tcase_add_test(tc, emit_json_escapes_every_byte);
	tcase_add_test(tc, emit_csv_quotes_what_needs_it);
	tcase_add_test(tc, emit_html_escapes_what_it_must);
	tcase_add_test(tc, emit_text_leaves_out_what_is_empty);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
