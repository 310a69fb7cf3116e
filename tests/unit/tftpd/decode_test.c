/* SPDX-License-Identifier: ISC */
/* Packets as lines, whatever they are made of. */
#include "decode.h"

#include "unit.h"

static char line[512];

#define DECODED(bytes) decoded((const uint8_t *)(bytes), sizeof(bytes) - 1)

static const char *
decoded(const uint8_t *bytes, size_t len)
{
	uint8_t *exact = unit_exact(bytes, len);

	ck_assert(tftp_decode_wants(exact, len));
	tftp_decode(exact, len, line, sizeof(line));
	free(exact);
	return line;
}

START_TEST(tftp_decode_tells_requests_with_their_options)
{
	ck_assert_str_eq(DECODED("\0\1pxelinux.0\0octet\0blksize\0"
				 "1468\0tsize\0"
				 "0\0"),
	    "rrq file=pxelinux.0 mode=octet blksize=1468 tsize=0");
	ck_assert_str_eq(DECODED("\0\2a b\x1b\n\0netascii\0"),
	    "wrq file=a\\x20b\\x1b\\x0a mode=netascii");
}
END_TEST

START_TEST(tftp_decode_tells_what_is_answered)
{
	ck_assert_str_eq(DECODED("\0\6blksize\0"
				 "1468\0tsize\0"
				 "42430\0"),
	    "oack blksize=1468 tsize=42430");
	ck_assert_str_eq(DECODED("\0\5\0\1not\xff there\0"),
	    "error code=1 text=not\\xff\\x20there");
}
END_TEST

START_TEST(tftp_decode_tells_what_is_broken)
{
	ck_assert_str_eq(DECODED("\0\1name"), "malformed opcode=1 len=6");
	ck_assert_str_eq(DECODED("\0\5\0"), "malformed opcode=5 len=3");
	ck_assert_str_eq(DECODED("\x12\x34"), "malformed opcode=4660 len=2");
	ck_assert_str_eq(DECODED("\0"), "malformed opcode=0 len=1");
	ck_assert_str_eq(DECODED("\0\6name"), "oack =");
}
END_TEST

START_TEST(tftp_decode_wants_no_data)
{
	ck_assert(!tftp_decode_wants((const uint8_t *)"\0\3\0\1x", 5));
	ck_assert(!tftp_decode_wants((const uint8_t *)"\0\4\0\1", 4));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/decode");
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, tftp_decode_tells_requests_with_their_options);
	tcase_add_test(tc, tftp_decode_tells_what_is_answered);
	tcase_add_test(tc, tftp_decode_tells_what_is_broken);
	tcase_add_test(tc, tftp_decode_wants_no_data);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
