/* SPDX-License-Identifier: ISC */
/* nbdd/wire.c */
#include "wire.h"

#include "base/addr.h"
#include "unit.h"

static const uint8_t go_option[] = {
    'I', 'H', 'A', 'V', 'E', 'O', 'P', 'T', 0, 0, 0, 7, 0, 0, 0, 10};

/* What nbd-client 3.24 sends behind NBD_OPT_GO for the export "root". */
static const uint8_t go_data[] = {0, 0, 0, 4, 'r', 'o', 'o', 't', 0, 0};

static const uint8_t read_request[] = {0x25, 0x60, 0x95, 0x13, 0, 1, 0, 0, 1, 2,
    3, 4, 5, 6, 7, 8, 0, 0, 0, 1, 0, 0, 0x20, 0, 0, 0, 0x10, 0};

START_TEST(option_parse_reads_a_header)
{
	struct nbd_option option;

	ck_assert_int_eq(
	    nbd_option_parse(go_option, sizeof(go_option), &option), 0);
	ck_assert_uint_eq(option.number, NBD_OPT_GO);
	ck_assert_uint_eq(option.len, 10);
}
END_TEST

START_TEST(option_parse_refuses_a_wrong_magic_number)
{
	struct nbd_option option = {.number = 99};
	uint8_t bytes[sizeof(go_option)];

	for (size_t i = 0; i < 8; i++) {
		memcpy(bytes, go_option, sizeof(bytes));
		bytes[i] ^= 1;
		ck_assert_int_eq(
		    nbd_option_parse(bytes, sizeof(bytes), &option), -EBADMSG);
	}
	ck_assert_uint_eq(option.number, 99);
}
END_TEST

START_TEST(parsers_refuse_every_prefix)
{
	struct nbd_option option;
	struct nbd_request request;
	struct nbd_info_request info;

	for (size_t i = 0; i < sizeof(read_request); i++) {
		uint8_t *block = unit_exact(read_request, i);

		ck_assert_int_eq(
		    nbd_request_parse(block, i, &request), -EBADMSG);
		free(block);
	}
	for (size_t i = 0; i < sizeof(go_option); i++) {
		uint8_t *block = unit_exact(go_option, i);

		ck_assert_int_eq(nbd_option_parse(block, i, &option), -EBADMSG);
		free(block);
	}
	for (size_t i = 0; i < sizeof(go_data); i++) {
		uint8_t *block = unit_exact(go_data, i);

		ck_assert_int_eq(
		    nbd_info_request_parse(block, i, &info), -EBADMSG);
		free(block);
	}
}
END_TEST

START_TEST(info_request_parse_reads_what_nbd_client_sends)
{
	struct nbd_info_request info;

	ck_assert_int_eq(
	    nbd_info_request_parse(go_data, sizeof(go_data), &info), 0);
	ck_assert_uint_eq(info.name_len, 4);
	ck_assert_mem_eq(info.name, "root", 4);
	ck_assert_uint_eq(info.infos, 0);
}
END_TEST

START_TEST(info_request_parse_reads_an_empty_name)
{
	static const uint8_t data[] = {0, 0, 0, 0, 0, 1, 0, 3};
	struct nbd_info_request info;

	ck_assert_int_eq(nbd_info_request_parse(data, sizeof(data), &info), 0);
	ck_assert_uint_eq(info.name_len, 0);
	ck_assert_uint_eq(info.infos, 1u << NBD_INFO_BLOCK_SIZE);
}
END_TEST

START_TEST(info_request_parse_ignores_unknown_and_repeated_infos)
{
	static const uint8_t data[] = {
	    0, 0, 0, 1, 'x', 0, 5, 0, 1, 0, 4, 0xff, 0xff, 0, 1, 0, 32};
	struct nbd_info_request info;

	ck_assert_int_eq(nbd_info_request_parse(data, sizeof(data), &info), 0);
	ck_assert_uint_eq(info.infos, 1u << NBD_INFO_NAME);
}
END_TEST

START_TEST(info_request_parse_refuses_lengths_that_do_not_add_up)
{
	static const uint32_t lens[] = {0, 3, 5, 255, 256, 4095, 4096, 4097,
	    UINT32_C(1) << 31, UINT32_MAX - 3, UINT32_MAX};
	struct nbd_info_request info;

	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		uint8_t *block = unit_exact(go_data, sizeof(go_data));
		struct bw_writer w;

		bw_writer_init(&w, block, 4);
		bw_writer_u32(&w, lens[i]);
		ck_assert_int_eq(
		    nbd_info_request_parse(block, sizeof(go_data), &info),
		    -EBADMSG);
		free(block);
	}
	for (unsigned n = 1; n <= UINT16_MAX; n = n * 2 + 1) {
		uint8_t *block = unit_exact(go_data, sizeof(go_data));

		block[8] = (uint8_t)(n >> 8);
		block[9] = (uint8_t)n;
		ck_assert_int_eq(
		    nbd_info_request_parse(block, sizeof(go_data), &info),
		    -EBADMSG);
		free(block);
	}
}
END_TEST

START_TEST(info_request_parse_holds_names_to_their_limit)
{
	static uint8_t data[4 + NBD_STRING_MAX + 1 + 2];
	struct nbd_info_request info;
	struct bw_writer w;

	bw_writer_init(&w, data, sizeof(data));
	bw_writer_u32(&w, NBD_STRING_MAX);
	bw_writer_fill(&w, 'n', NBD_STRING_MAX);
	bw_writer_u16(&w, 0);
	ck_assert_int_eq(nbd_info_request_parse(data, w.len, &info), 0);
	ck_assert_uint_eq(info.name_len, NBD_STRING_MAX);

	bw_writer_init(&w, data, sizeof(data));
	bw_writer_u32(&w, NBD_STRING_MAX + 1);
	bw_writer_fill(&w, 'n', NBD_STRING_MAX + 1);
	bw_writer_u16(&w, 0);
	ck_assert_int_eq(bw_writer_end(&w), 0);
	ck_assert_int_eq(nbd_info_request_parse(data, w.len, &info), -EBADMSG);
}
END_TEST

START_TEST(request_parse_reads_every_field)
{
	struct nbd_request request;

	ck_assert_int_eq(
	    nbd_request_parse(read_request, sizeof(read_request), &request), 0);
	ck_assert_uint_eq(request.flags, 1);
	ck_assert_uint_eq(request.type, NBD_CMD_READ);
	ck_assert_uint_eq(request.cookie, UINT64_C(0x0102030405060708));
	ck_assert_uint_eq(request.offset, UINT64_C(0x100002000));
	ck_assert_uint_eq(request.len, 4096);
}
END_TEST

START_TEST(request_parse_refuses_a_wrong_magic_number)
{
	struct nbd_request request = {.len = 7};
	uint8_t bytes[sizeof(read_request)];

	memcpy(bytes, read_request, sizeof(bytes));
	bytes[3] ^= 1;
	ck_assert_int_eq(
	    nbd_request_parse(bytes, sizeof(bytes), &request), -EBADMSG);
	ck_assert_uint_eq(request.len, 7);
}
END_TEST

START_TEST(extended_request_parse_reads_every_field)
{
	static const uint8_t bytes[NBD_EXTENDED_REQUEST_SIZE] =
	    "\x21\xe4\x1c\x71\0\x20\0\1\1\2\3\4\5\6\7\10"
	    "\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0";
	struct nbd_request request;

	ck_assert_int_eq(
	    nbd_extended_request_parse(bytes, sizeof(bytes), &request), 0);
	ck_assert_uint_eq(request.flags, NBD_CMD_FLAG_PAYLOAD_LEN);
	ck_assert_uint_eq(request.type, NBD_CMD_WRITE);
	ck_assert_uint_eq(request.cookie, UINT64_C(0x102030405060708));
	ck_assert_uint_eq(request.offset, UINT64_C(1) << 32);
	ck_assert_uint_eq(request.len, UINT64_C(2) << 32);
	for (size_t len = 0; len < sizeof(bytes); len++) {
		uint8_t *block = unit_exact(bytes, len);

		ck_assert_int_eq(
		    nbd_extended_request_parse(block, len, &request), -EBADMSG);
		free(block);
	}
}
END_TEST

START_TEST(meta_request_parse_holds_lengths_to_the_data)
{
	static const uint8_t bytes[] = "\0\0\0\4root\0\0\0\3"
				       "\0\0\0\5base:\0\0\0\0"
				       "\0\0\0\17base:allocation";
	struct nbd_meta_request request;
	size_t size = sizeof(bytes) - 1;

	ck_assert_int_eq(nbd_meta_request_parse(bytes, size, &request), 0);
	ck_assert_mem_eq(request.name, "root", 4);
	ck_assert_uint_eq(request.n_queries, 3);
	ck_assert(request.base && request.allocation);
	ck_assert_int_eq(
	    nbd_meta_request_parse(bytes, size + 1, &request), -EBADMSG);
	for (size_t len = 0; len < size; len++) {
		uint8_t *block = unit_exact(bytes, len);

		ck_assert_int_eq(
		    nbd_meta_request_parse(block, len, &request), -EBADMSG);
		free(block);
	}
}
END_TEST

START_TEST(chunk_build_writes_what_the_document_draws)
{
	static const struct nbd_chunk chunk = {
	    .flags = 1, .type = 2, .cookie = 3, .offset = 4, .len = 5};
	uint8_t buf[64];
	struct bw_writer w;

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_chunk_build(&w, NBD_HEADERS_STRUCTURED, &chunk);
	ck_assert_uint_eq(w.len, NBD_STRUCTURED_REPLY_SIZE);
	ck_assert_mem_eq(buf,
	    "\x66\x8e\x33\xef\0\1\0\2"
	    "\0\0\0\0\0\0\0\3\0\0\0\5",
	    w.len);
	w.len = 0;
	nbd_chunk_build(&w, NBD_HEADERS_EXTENDED, &chunk);
	ck_assert_uint_eq(w.len, NBD_EXTENDED_REPLY_SIZE);
	ck_assert_mem_eq(buf,
	    "\x6e\x8a\x27\x8c\0\1\0\2"
	    "\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\4"
	    "\0\0\0\0\0\0\0\5",
	    w.len);
}
END_TEST

START_TEST(builders_write_what_the_document_draws)
{
	static const uint8_t greeting[] = "NBDMAGICIHAVEOPT\0\3";
	static const uint8_t server[] = "\0\3\350\211\4\125\145\251" /* magic */
					"\0\0\0\3\0\0\0\2\0\0\0\11"
					"\0\0\0\4rootx";
	static const uint8_t block_size[] = "\0\3\350\211\4\125\145\251"
					    "\0\0\0\7\0\0\0\3\0\0\0\16"
					    "\0\3\0\0\0\1\0\0\20\0\2\0\0\0";
	static const uint8_t reply[] = "\147\104\146\230\0\0\0\26"
				       "\0\0\0\0\0\0\0\11";
	uint8_t buf[256];
	struct bw_writer w;

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_greeting_build(&w, 3);
	ck_assert_uint_eq(w.len, NBD_GREETING_SIZE);
	ck_assert_mem_eq(buf, greeting, NBD_GREETING_SIZE);
	w.len = 0;
	nbd_server_build(&w, "root", "x");
	ck_assert_uint_eq(w.len, sizeof(server) - 1);
	ck_assert_mem_eq(buf, server, w.len);
	w.len = 0;
	nbd_info_block_size_build(&w, NBD_OPT_GO);
	ck_assert_uint_eq(w.len, sizeof(block_size) - 1);
	ck_assert_mem_eq(buf, block_size, w.len);
	w.len = 0;
	nbd_simple_reply_build(&w, NBD_EINVAL, 9);
	ck_assert_uint_eq(w.len, NBD_SIMPLE_REPLY_SIZE);
	ck_assert_mem_eq(buf, reply, w.len);
	ck_assert_int_eq(bw_writer_end(&w), 0);
}
END_TEST

START_TEST(export_name_build_adds_zeroes_only_when_wanted)
{
	uint8_t buf[256];
	struct bw_writer w;

	bw_writer_init(&w, buf, sizeof(buf));
	nbd_export_name_build(&w, 4096, 0x103, false);
	ck_assert_uint_eq(w.len, 10);
	w.len = 0;
	nbd_export_name_build(&w, 4096, 0x103, true);
	ck_assert_uint_eq(w.len, 10 + 124);
	ck_assert_mem_eq(buf, "\0\0\0\0\0\0\20\0\1\3", 10);
	ck_assert(bw_bytes_zero(buf + 10, 124));
}
END_TEST

START_TEST(builders_cut_long_text)
{
	static char text[NBD_STRING_MAX + 100];
	static uint8_t buf[3 * NBD_STRING_MAX];
	struct bw_writer w;

	memset(text, 't', sizeof(text) - 1);
	bw_writer_init(&w, buf, sizeof(buf));
	nbd_server_build(&w, text, text);
	ck_assert_uint_eq(w.len, 20 + 4 + 2 * NBD_STRING_MAX);
	ck_assert_mem_eq(buf + 16, "\0\0\40\4", 4);
}
END_TEST

static Suite *
wire_suite(void)
{
	Suite *suite = suite_create("nbdd/wire");
	TCase *tcase = tcase_create("wire");

	tcase_add_test(tcase, option_parse_reads_a_header);
	tcase_add_test(tcase, option_parse_refuses_a_wrong_magic_number);
	tcase_add_test(tcase, parsers_refuse_every_prefix);
	tcase_add_test(tcase, info_request_parse_reads_what_nbd_client_sends);
	tcase_add_test(tcase, info_request_parse_reads_an_empty_name);
	tcase_add_test(
	    tcase, info_request_parse_ignores_unknown_and_repeated_infos);
	tcase_add_test(
	    tcase, info_request_parse_refuses_lengths_that_do_not_add_up);
	tcase_add_test(tcase, info_request_parse_holds_names_to_their_limit);
	tcase_add_test(tcase, request_parse_reads_every_field);
	tcase_add_test(tcase, request_parse_refuses_a_wrong_magic_number);
	tcase_add_test(tcase, extended_request_parse_reads_every_field);
	tcase_add_test(tcase, meta_request_parse_holds_lengths_to_the_data);
	tcase_add_test(tcase, chunk_build_writes_what_the_document_draws);
	tcase_add_test(tcase, builders_write_what_the_document_draws);
	tcase_add_test(tcase, export_name_build_adds_zeroes_only_when_wanted);
	tcase_add_test(tcase, builders_cut_long_text);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(wire_suite());
}
