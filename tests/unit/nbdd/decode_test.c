/* SPDX-License-Identifier: ISC */
/* The negotiation as text, whatever it is. */
#include "decode.h"

#include <stdio.h>

#include "unit.h"
#include "wire.h"

static char text[512];

static const char *
decoded(const void *bytes, size_t len)
{
	uint8_t *block = unit_exact(bytes, len);

	nbd_decode(block, len, text, sizeof(text));
	free(block);
	return text;
}

static const char *
built(const struct bw_writer *w)
{
	return decoded(w->buf, w->len);
}

START_TEST(nbd_decode_tells_what_a_client_says)
{
	static const char flags_and_go[] = "\0\0\0\3IHAVEOPT\0\0\0\7\0\0\0\14"
					   "\0\0\0\4root\0\1\0\3";
	static const char starttls[] = "IHAVEOPT\0\0\0\5\0\0\0\0";
	static const char unknown[] = "IHAVEOPT\0\0\0\x63\0\0\0\2ab";

	ck_assert_str_eq(decoded(flags_and_go, sizeof(flags_and_go) - 1),
	    "client-flags=00000003 option=go name=root infos=8");
	ck_assert_str_eq(
	    decoded(starttls, sizeof(starttls) - 1), "option=starttls");
	ck_assert_str_eq(
	    decoded(unknown, sizeof(unknown) - 1), "option=0x63 len=2");
}
END_TEST

START_TEST(nbd_decode_tells_what_is_answered)
{
	uint8_t buf[512];
	struct bw_writer w;

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_greeting_build(&w, 3);
	ck_assert_str_eq(built(&w), "greeting flags=0003");

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_info_export_build(&w, NBD_OPT_GO, 1 << 20, 0x58f);
	nbd_info_block_size_build(&w, NBD_OPT_GO);
	nbd_option_reply_build(&w, NBD_OPT_GO, NBD_REP_ACK);
	ck_assert_str_eq(built(&w),
	    "reply=info option=go size=1048576 flags=058f "
	    "reply=info option=go block-size=1,4096,33554432 "
	    "reply=ack option=go");

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_server_build(&w, "root", "");
	nbd_option_error_build(
	    &w, NBD_OPT_INFO, NBD_REP_ERR_UNKNOWN, "no such export");
	ck_assert_str_eq(built(&w),
	    "reply=server option=list name=root "
	    "reply=err-unknown option=info text=no\\x20such\\x20export");
}
END_TEST

START_TEST(nbd_decode_says_what_it_does_not_know)
{
	static const char part[] = "IHAVEOPT\0\0\0\7\0\0\0\14\0\0\0\4ro";
	static const char hostile[] = "IHAVEOPT\0\0\0\1\0\0\0\4a\n\x1b ";

	ck_assert_str_eq(decoded("", 0), "");
	ck_assert_str_eq(decoded("\0\1", 2), "len=2");
	for (size_t n = 16; n < sizeof(part) - 1; n++) {
		char wanted[16];

		(void)snprintf(wanted, sizeof(wanted), "len=%zu", n);
		ck_assert_str_eq(decoded(part, n), wanted);
	}
	ck_assert_str_eq(decoded(hostile, sizeof(hostile) - 1),
	    "option=export-name name=a\\x0a\\x1b\\x20");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("nbdd/decode");
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, nbd_decode_tells_what_a_client_says);
	tcase_add_test(tc, nbd_decode_tells_what_is_answered);
	tcase_add_test(tc, nbd_decode_says_what_it_does_not_know);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
