/* SPDX-License-Identifier: ISC */
/* TFTP packets.  Requests are as captured from real firmware. */
#include "unit.h"
#include "wire.h"

/* A literal's bytes without its own NUL. */
#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

#define IPXE_RRQ "\0\1pxelinux.0\0octet\0blksize\0001432\0tsize\0000"
#define UEFI_RRQ                                                               \
	"\0\1snponly.efi\0octet\0tsize\0000\0blksize\0001468\0windowsize\0"    \
	"4"
#define UEFI_ERROR "\0\5\0\10User aborted the transfer"

static int
parse(const uint8_t *buf, size_t len, struct tftp_request *out)
{
	return tftp_request_parse(buf, len, out);
}

START_TEST(tftp_request_parse_reads_what_ipxe_sends)
{
	struct tftp_request req;

	/* sizeof keeps the last option's NUL */
	ck_assert_int_eq(
	    parse((const uint8_t *)IPXE_RRQ, sizeof(IPXE_RRQ), &req), 0);
	ck_assert_int_eq(req.opcode, TFTP_OPCODE_RRQ);
	ck_assert_str_eq(req.filename, "pxelinux.0");
	ck_assert_str_eq(req.mode, "octet");
	ck_assert_uint_eq(req.n_options, 2);
	ck_assert_str_eq(req.options[0].name, "blksize");
	ck_assert_str_eq(req.options[0].value, "1432");
	ck_assert_str_eq(req.options[1].name, "tsize");
	ck_assert_str_eq(req.options[1].value, "0");
}
END_TEST

START_TEST(tftp_request_parse_keeps_the_order_of_options)
{
	struct tftp_request req;

	ck_assert_int_eq(
	    parse((const uint8_t *)UEFI_RRQ, sizeof(UEFI_RRQ), &req), 0);
	ck_assert_uint_eq(req.n_options, 3);
	ck_assert_str_eq(req.options[0].name, "tsize");
	ck_assert_str_eq(req.options[1].name, "blksize");
	ck_assert_str_eq(req.options[2].name, "windowsize");
	ck_assert_str_eq(req.options[2].value, "4");
}
END_TEST

START_TEST(tftp_request_parse_takes_a_prefix_only_where_a_pair_ends)
{
	/* behind the mode, and behind each pair of the packet */
	const size_t whole[] = {19, 32, 40};

	ck_assert_uint_eq(sizeof(IPXE_RRQ), 40);
	for (size_t len = 0; len <= sizeof(IPXE_RRQ); len++) {
		uint8_t *block = unit_exact(IPXE_RRQ, len);
		struct tftp_request req;
		bool good = false;

		for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
			good = good || whole[i] == len;
		}
		ck_assert_int_eq(parse(block, len, &req), good ? 0 : -EBADMSG);
		free(block);
	}
}
END_TEST

START_TEST(tftp_request_parse_refuses_a_name_without_nul)
{
	struct tftp_request req;

	ck_assert_int_eq(parse(BYTES("\0\1name"), &req), -EBADMSG);
	ck_assert_int_eq(parse(BYTES("\0\1name\0octet"), &req), -EBADMSG);
	ck_assert_int_eq(parse(BYTES("\0\1name\0octet\0"), &req), 0);
}
END_TEST

START_TEST(tftp_request_parse_ignores_zero_padding_and_nothing_else)
{
	struct tftp_request req;

	ck_assert_int_eq(parse(BYTES("\0\1n\0octet\0\0\0\0\0"), &req), 0);
	ck_assert_uint_eq(req.n_options, 0);
	ck_assert_int_eq(parse(BYTES("\0\1n\0octet\0\0\0\0x"), &req), -EBADMSG);
	ck_assert_int_eq(parse(BYTES("\0\1n\0octet\0a\0b\0\0"), &req), 0);
	ck_assert_uint_eq(req.n_options, 1);
}
END_TEST

START_TEST(tftp_request_parse_refuses_other_opcodes)
{
	struct tftp_request req;

	for (unsigned op = 0; op < 65536; op++) {
		uint8_t packet[] = {(uint8_t)(op >> 8), (uint8_t)op, 'f', 0,
		    'o', 'c', 't', 'e', 't', 0};
		int expected = op == 1 || op == 2 ? 0 : -ENOTSUP;

		ck_assert_int_eq(parse(packet, sizeof(packet), &req), expected);
	}
}
END_TEST

static size_t
request_of_options(uint8_t *buf, size_t n)
{
	size_t len = 0;

	memcpy(buf, "\0\1f\0octet", 10);
	len = 10;
	for (size_t i = 0; i < n; i++) {
		memcpy(buf + len, "a\0b", 4);
		len += 4;
	}
	return len;
}

START_TEST(tftp_request_parse_counts_options_up_to_the_limit)
{
	uint8_t buf[256];
	struct tftp_request req;
	size_t len = request_of_options(buf, TFTP_OPTIONS_MAX);

	ck_assert_int_eq(parse(buf, len, &req), 0);
	ck_assert_uint_eq(req.n_options, TFTP_OPTIONS_MAX);
	len = request_of_options(buf, TFTP_OPTIONS_MAX + 1);
	ck_assert_int_eq(parse(buf, len, &req), -E2BIG);
}
END_TEST

START_TEST(tftp_request_parse_leaves_out_alone_on_failure)
{
	struct tftp_request req = {.n_options = 77};

	ck_assert_int_eq(parse(BYTES("\0\1f\0octet\0a"), &req), -EBADMSG);
	ck_assert_uint_eq(req.n_options, 77);
}
END_TEST

START_TEST(tftp_packet_parse_reads_an_ack)
{
	struct tftp_packet packet;

	ck_assert_int_eq(tftp_packet_parse(BYTES("\0\4\xff\xfe"), &packet), 0);
	ck_assert_int_eq(packet.opcode, TFTP_OPCODE_ACK);
	ck_assert_uint_eq(packet.block, 65534);
}
END_TEST

START_TEST(tftp_packet_parse_reads_data_of_every_length)
{
	for (size_t len = 0; len <= 8; len++) {
		uint8_t *block = unit_exact("\0\3\x12\x34"
					    "abcdefgh",
		    4 + len);
		struct tftp_packet packet;

		ck_assert_int_eq(tftp_packet_parse(block, 4 + len, &packet), 0);
		ck_assert_int_eq(packet.opcode, TFTP_OPCODE_DATA);
		ck_assert_uint_eq(packet.block, 0x1234);
		ck_assert_uint_eq(packet.data_len, len);
		ck_assert(len == 0 || packet.data == block + 4);
		free(block);
	}
}
END_TEST

START_TEST(tftp_packet_parse_reads_the_error_of_a_uefi_probe)
{
	struct tftp_packet packet;

	ck_assert_int_eq(tftp_packet_parse((const uint8_t *)UEFI_ERROR,
			     sizeof(UEFI_ERROR), &packet),
	    0);
	ck_assert_int_eq(packet.opcode, TFTP_OPCODE_ERROR);
	ck_assert_uint_eq(packet.code, 8);
	ck_assert_uint_eq(packet.text_len, 25);
	ck_assert_mem_eq(packet.text, "User aborted the transfer", 25);
}
END_TEST

START_TEST(tftp_packet_parse_never_reads_past_a_text_without_nul)
{
	for (size_t len = 0; len <= sizeof(UEFI_ERROR); len++) {
		uint8_t *block = unit_exact(UEFI_ERROR, len);
		struct tftp_packet packet;
		int error = tftp_packet_parse(block, len, &packet);

		ck_assert_int_eq(error, len < 4 ? -EBADMSG : 0);
		if (error == 0) {
			ck_assert_uint_eq(packet.text_len,
			    len == sizeof(UEFI_ERROR) ? len - 5 : len - 4);
		}
		free(block);
	}
}
END_TEST

START_TEST(tftp_packet_parse_takes_every_opcode_at_every_short_length)
{
	for (unsigned op = 0; op < 16; op++) {
		for (size_t len = 0; len <= 8; len++) {
			uint8_t bytes[8] = {0, (uint8_t)op};
			uint8_t *block = unit_exact(bytes, len);
			struct tftp_packet packet;
			bool known = op >= 3 && op <= 5;
			int expected = 0;

			if (len < 2 || (known && len < 4)) {
				expected = -EBADMSG;
			} else if (!known) {
				expected = -ENOTSUP;
			}
			ck_assert_int_eq(
			    tftp_packet_parse(block, len, &packet), expected);
			free(block);
		}
	}
}
END_TEST

START_TEST(tftp_oack_build_writes_names_and_decimals)
{
	const struct tftp_grant grants[] = {
	    {"blksize", 1468}, {"tsize", UINT64_MAX}};
	static const char expected[] =
	    "\0\6blksize\0001468\0tsize\00018446744073709551615";
	uint8_t buf[64];
	size_t len = 0;

	ck_assert_int_eq(tftp_oack_build(grants, 2, buf, sizeof(buf), &len), 0);
	ck_assert_uint_eq(len, sizeof(expected));
	ck_assert_mem_eq(buf, expected, len);
}
END_TEST

START_TEST(tftp_error_build_says_exactly_what_it_wrote)
{
	uint8_t buf[64];
	size_t len = 77;

	ck_assert_int_eq(tftp_error_build(TFTP_ERROR_FILE_NOT_FOUND,
			     "file not found", buf, 18, &len),
	    -EMSGSIZE);
	ck_assert_uint_eq(len, 77);
	ck_assert_int_eq(tftp_error_build(TFTP_ERROR_FILE_NOT_FOUND,
			     "file not found", buf, 19, &len),
	    0);
	ck_assert_uint_eq(len, 19);
	ck_assert_mem_eq(buf, "\0\5\0\1file not found", 19);
}
END_TEST

START_TEST(tftp_header_build_is_big_endian)
{
	uint8_t header[TFTP_HEADER_SIZE];

	tftp_header_build(TFTP_OPCODE_DATA, 0x1234, header);
	ck_assert_mem_eq(header, "\0\3\x12\x34", 4);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/wire");
	TCase *tc = tcase_create("wire");

	tcase_add_test(tc, tftp_request_parse_reads_what_ipxe_sends);
	tcase_add_test(tc, tftp_request_parse_keeps_the_order_of_options);
	tcase_add_test(
	    tc, tftp_request_parse_takes_a_prefix_only_where_a_pair_ends);
	tcase_add_test(tc, tftp_request_parse_refuses_a_name_without_nul);
	tcase_add_test(
	    tc, tftp_request_parse_ignores_zero_padding_and_nothing_else);
	tcase_add_test(tc, tftp_request_parse_refuses_other_opcodes);
	tcase_add_test(tc, tftp_request_parse_counts_options_up_to_the_limit);
	tcase_add_test(tc, tftp_request_parse_leaves_out_alone_on_failure);
	tcase_add_test(tc, tftp_packet_parse_reads_an_ack);
	tcase_add_test(tc, tftp_packet_parse_reads_data_of_every_length);
	tcase_add_test(tc, tftp_packet_parse_reads_the_error_of_a_uefi_probe);
	tcase_add_test(
	    tc, tftp_packet_parse_never_reads_past_a_text_without_nul);
	tcase_add_test(
	    tc, tftp_packet_parse_takes_every_opcode_at_every_short_length);
	tcase_add_test(tc, tftp_oack_build_writes_names_and_decimals);
	tcase_add_test(tc, tftp_error_build_says_exactly_what_it_wrote);
	tcase_add_test(tc, tftp_header_build_is_big_endian);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
