/* SPDX-License-Identifier: ISC */
/* tlsd/wire.c */
#include "wire.h"

#include "unit.h"

static const struct {
	uint16_t scheme;
	size_t len;
} schemes[] = {{TLS_SCHEME_RSA_PKCS1_SHA256, 32},
    {TLS_SCHEME_RSA_PKCS1_SHA384, 48}, {TLS_SCHEME_RSA_PKCS1_SHA512, 64},
    {TLS_SCHEME_ECDSA_SHA256, 32}, {TLS_SCHEME_ECDSA_SHA384, 48},
    {TLS_SCHEME_ECDSA_SHA512, 64}, {TLS_SCHEME_RSA_PSS_SHA256, 32},
    {TLS_SCHEME_RSA_PSS_SHA384, 48}, {TLS_SCHEME_RSA_PSS_SHA512, 64}};

static size_t
request_make(
    enum tls_scheme scheme, size_t len, uint8_t buf[TLS_SIGN_REQUEST_MAX])
{
	struct tls_sign_request request = {
	    .id = 0x01020304, .scheme = scheme, .len = len};

	memset(request.digest, 0xa5, len);
	return tls_sign_request_build(&request, buf);
}

START_TEST(request_parse_takes_what_build_made)
{
	uint8_t buf[TLS_SIGN_REQUEST_MAX];
	struct tls_sign_request out;

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		enum tls_scheme scheme = (enum tls_scheme)schemes[i].scheme;
		size_t len = request_make(scheme, schemes[i].len, buf);

		ck_assert_uint_eq(len, 6 + schemes[i].len);
		ck_assert_int_eq(tls_sign_request_parse(buf, len, &out), 0);
		ck_assert_uint_eq(out.id, 0x01020304);
		ck_assert_int_eq(out.scheme, scheme);
		ck_assert_uint_eq(out.len, schemes[i].len);
		ck_assert_uint_eq(out.digest[out.len - 1], 0xa5);
	}
}
END_TEST

START_TEST(request_parse_refuses_every_prefix_and_more)
{
	uint8_t buf[TLS_SIGN_REQUEST_MAX + 1] = {0};
	size_t whole = request_make(TLS_SCHEME_RSA_PSS_SHA512, 64, buf);
	struct tls_sign_request out;

	for (size_t len = 0; len <= whole + 1; len++) {
		uint8_t *exact = unit_exact(buf, len);

		ck_assert_int_eq(tls_sign_request_parse(exact, len, &out),
		    len == whole ? 0 : -EBADMSG);
		free(exact);
	}
}
END_TEST

START_TEST(request_parse_refuses_what_no_handshake_signs)
{
	/* SHA-1, Ed25519, raw RSA, a digest of another length */
	static const uint16_t others[] = {
	    0, 0x0201, 0x0203, 0x0807, 0x0809, 0x0401 + 1, 0xffff};
	uint8_t buf[TLS_SIGN_REQUEST_MAX];
	struct tls_sign_request out;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		size_t len = request_make(TLS_SCHEME_ECDSA_SHA256, 32, buf);

		buf[4] = (uint8_t)(others[i] >> 8);
		buf[5] = (uint8_t)others[i];
		ck_assert_int_eq(
		    tls_sign_request_parse(buf, len, &out), -ENOTSUP);
	}
}
END_TEST

START_TEST(answer_parse_takes_what_build_made)
{
	static const size_t lens[] = {0, 1, 71, TLS_SIGNATURE_MAX};
	struct tls_sign_answer answer = {.id = 7}, out;
	uint8_t buf[TLS_SIGN_ANSWER_MAX];

	memset(answer.signature, 0x5a, sizeof(answer.signature));
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		size_t len;

		answer.len = lens[i];
		len = tls_sign_answer_build(&answer, buf);
		ck_assert_int_eq(tls_sign_answer_parse(buf, len, &out), 0);
		ck_assert_uint_eq(out.id, 7);
		ck_assert_uint_eq(out.len, lens[i]);
		ck_assert(
		    memcmp(out.signature, answer.signature, out.len) == 0);
	}
}
END_TEST

START_TEST(answer_parse_refuses_too_little_and_too_much)
{
	static uint8_t buf[TLS_SIGN_ANSWER_MAX + 1];
	struct tls_sign_answer out;

	for (size_t len = 0; len < 4; len++) {
		uint8_t *exact = unit_exact(buf, len);

		ck_assert_int_eq(
		    tls_sign_answer_parse(exact, len, &out), -EBADMSG);
		free(exact);
	}
	ck_assert_int_eq(
	    tls_sign_answer_parse(buf, sizeof(buf), &out), -EBADMSG);
	ck_assert_int_eq(tls_sign_answer_parse(buf, sizeof(buf) - 1, &out), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tlsd/wire");
	TCase *sign = tcase_create("sign");

	tcase_add_test(sign, request_parse_takes_what_build_made);
	tcase_add_test(sign, request_parse_refuses_every_prefix_and_more);
	tcase_add_test(sign, request_parse_refuses_what_no_handshake_signs);
	tcase_add_test(sign, answer_parse_takes_what_build_made);
	tcase_add_test(sign, answer_parse_refuses_too_little_and_too_much);
	suite_add_tcase(suite, sign);
	return unit_main(suite);
}
