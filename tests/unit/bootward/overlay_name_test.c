/* SPDX-License-Identifier: ISC */
/* Names of overlays: to text and back, and what is none. */
#include "overlay_name.h"

#include <errno.h>

#include "unit.h"

START_TEST(overlay_name_parse_reads_what_str_wrote)
{
	static const struct overlay_name names[] = {
	    {"root", "52:54:00:77:00:01", 1},
	    {"root-2.img", "192.0.2.7", UINT64_MAX},
	    {"r", "fe80::1", 0},
	};
	char text[OVERLAY_FILE_MAX];
	struct overlay_name back;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		ck_assert_int_eq(overlay_name_parse(
				     overlay_name_str(&names[i], text), &back),
		    0);
		ck_assert_str_eq(back.export, names[i].export);
		ck_assert_str_eq(back.client, names[i].client);
		ck_assert_uint_eq(back.version, names[i].version);
	}
}
END_TEST

START_TEST(overlay_name_parse_refuses_other_files)
{
	static const char *const others[] = {"", ".", "..", "a,b", "a,b,",
	    ",b,0000000000000001", "a,,0000000000000001", "a,b,000000000000001",
	    "a,b,00000000000000010", "a,b,000000000000000g",
	    "a,b,c,0000000000000001", "a,b,000000000000000A"};
	struct overlay_name name;
	char longest[300];

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		ck_assert_int_eq(
		    overlay_name_parse(others[i], &name), -EBADMSG);
	}
	memset(longest, 'x', sizeof(longest));
	memcpy(longest + 130, ",b,0000000000000001", 20);
	ck_assert_int_eq(overlay_name_parse(longest, &name), -EBADMSG);
	ck_assert_int_eq(overlay_name_parse(longest + 2, &name), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/overlay_name");
	TCase *tc = tcase_create("overlay_name");

	tcase_add_test(tc, overlay_name_parse_reads_what_str_wrote);
	tcase_add_test(tc, overlay_name_parse_refuses_other_files);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
