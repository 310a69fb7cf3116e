/* SPDX-License-Identifier: ISC */
/* What a line is, before inih sees it. */
#include "unit.h"

#include "conf/lines.h"

static struct bw_conf_lines lines;
static struct bw_conf_line line;

static void
begin(const char *text)
{
	bw_conf_lines_init(&lines, text, strlen(text));
}

static void
expect(enum bw_conf_line_kind kind, const char *text)
{
	ck_assert(bw_conf_lines_next(&lines, &line));
	ck_assert_int_eq(line.kind, kind);
	ck_assert_str_eq(line.text, text);
	ck_assert((kind == BW_CONF_LINE_BROKEN) == (line.problem != NULL));
}

static void
expect_end(unsigned number)
{
	ck_assert(!bw_conf_lines_next(&lines, &line));
	ck_assert_uint_eq(lines.number, number);
}

START_TEST(conf_lines_next_tells_the_kinds)
{
	begin("; c\n\n [ a b ] # no\n[ a b ] ; yes\nk=v\n  w \n# c\n\tx\nl:v");
	expect(BW_CONF_LINE_BLANK, "");
	expect(BW_CONF_LINE_BLANK, "");
	expect(BW_CONF_LINE_BROKEN, "");
	ck_assert(line.header);
	expect(BW_CONF_LINE_SECTION, "[ a b ]");
	ck_assert_str_eq(line.title, "a b");
	ck_assert_str_eq(line.comment, " yes");
	expect(BW_CONF_LINE_KEY, "k=v");
	expect(BW_CONF_LINE_CONTINUED, " w");
	expect(BW_CONF_LINE_BLANK, "");
	expect(BW_CONF_LINE_CONTINUED, "\tx");
	expect(BW_CONF_LINE_KEY, "l:v");
	expect_end(9);
}
END_TEST

START_TEST(conf_lines_next_continues_only_what_is_indented_deeper)
{
	begin("[a]\n  k=1\n  l=2\n   more\n m=3\n  more\nn=4\n");
	expect(BW_CONF_LINE_SECTION, "[a]");
	expect(BW_CONF_LINE_KEY, "k=1");
	expect(BW_CONF_LINE_KEY, "l=2");
	expect(BW_CONF_LINE_CONTINUED, " more");
	expect(BW_CONF_LINE_KEY, "m=3");
	expect(BW_CONF_LINE_CONTINUED, " more");
	expect(BW_CONF_LINE_KEY, "n=4");
	expect_end(7);
}
END_TEST

START_TEST(conf_lines_next_swallows_what_continues_a_mistake)
{
	begin("[a]\nk\n more\nl=1\n");
	expect(BW_CONF_LINE_SECTION, "[a]");
	expect(BW_CONF_LINE_BROKEN, "");
	ck_assert(!line.header);
	expect(BW_CONF_LINE_BLANK, "");
	expect(BW_CONF_LINE_KEY, "l=1");
	expect_end(4);
}
END_TEST

START_TEST(conf_lines_next_holds_197_bytes_and_no_more)
{
	char text[512];

	memset(text, 'x', sizeof(text));
	text[1] = '=';
	text[BW_CONF_LINE_MAX] = '\0';
	begin(text);
	expect(BW_CONF_LINE_KEY, text);
	text[BW_CONF_LINE_MAX] = 'x';
	text[BW_CONF_LINE_MAX + 1] = '\0';
	begin(text);
	expect(BW_CONF_LINE_BROKEN, "");

	/* a continuation too, with a blank before it */
	memset(text, 'x', sizeof(text));
	memcpy(text, "k=\n\t", 4);
	text[4 + BW_CONF_LINE_MAX] = '\0';
	begin(text);
	expect(BW_CONF_LINE_KEY, "k=");
	expect(BW_CONF_LINE_CONTINUED, text + 3);
	text[4 + BW_CONF_LINE_MAX] = 'x';
	text[5 + BW_CONF_LINE_MAX] = '\0';
	begin(text);
	expect(BW_CONF_LINE_KEY, "k=");
	expect(BW_CONF_LINE_BROKEN, "");
	ck_assert_int_eq(lines.previous, BW_CONF_LINE_BROKEN);
}
END_TEST

START_TEST(conf_lines_next_takes_three_ends_of_lines)
{
	begin("a=1\r\n\r\nb=2\nc=3");
	expect(BW_CONF_LINE_KEY, "a=1");
	expect(BW_CONF_LINE_BLANK, "");
	expect(BW_CONF_LINE_KEY, "b=2");
	expect(BW_CONF_LINE_KEY, "c=3");
	expect_end(4);
	begin("a=1\rb=2\n");
	expect(BW_CONF_LINE_BROKEN, "");
	expect_end(1);
	begin("");
	expect_end(0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_lines");
	TCase *tc = tcase_create("conf_lines");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, conf_lines_next_tells_the_kinds);
	tcase_add_test(
	    tc, conf_lines_next_continues_only_what_is_indented_deeper);
	tcase_add_test(tc, conf_lines_next_swallows_what_continues_a_mistake);
	tcase_add_test(tc, conf_lines_next_holds_197_bytes_and_no_more);
	tcase_add_test(tc, conf_lines_next_takes_three_ends_of_lines);
	return unit_main(suite);
}
