/* SPDX-License-Identifier: ISC */
/* PyPXE's lease file, as its json.dump() writes it. */
#include <stdio.h>

#include "pypxe.h"
#include "unit.h"

static const char file[] =
    "{\"00:0C:29:3E:5A:01\": {\"ip\": \"192.168.2.100\", \"expire\": "
    "1700000000.123456, \"ipxe\": true}, \"00:0c:29:3e:5a:02\": {\"expire\": "
    "1700086400, \"ipxe\": false, \"ip\": \"192.168.2.101\"}}\n";

START_TEST(pypxe_next_reads_what_pypxe_writes)
{
	struct pypxe_reader r;
	struct pypxe_lease lease;

	pypxe_init(&r, file, strlen(file));
	ck_assert_int_eq(pypxe_next(&r, &lease), 0);
	ck_assert_mem_eq(lease.mac, "\0\x0c\x29\x3e\x5a\1", BW_MAC_LEN);
	ck_assert_uint_eq(lease.address, 0xc0a80264);
	ck_assert_uint_eq(lease.expires_s, 1700000000);
	ck_assert(lease.ipxe);
	ck_assert_int_eq(pypxe_next(&r, &lease), 0);
	ck_assert_uint_eq(lease.address, 0xc0a80265);
	ck_assert_uint_eq(lease.expires_s, 1700086400);
	ck_assert(!lease.ipxe);
	ck_assert_int_eq(pypxe_next(&r, &lease), -ENOENT);
}
END_TEST

START_TEST(pypxe_next_takes_an_empty_file_of_its)
{
	struct pypxe_reader r;
	struct pypxe_lease lease;

	pypxe_init(&r, " {} ", 4);
	ck_assert_int_eq(pypxe_next(&r, &lease), -ENOENT);
}
END_TEST

static int
read_all(const char *text, size_t len)
{
	struct pypxe_reader r;
	struct pypxe_lease lease;
	int error = 0;

	pypxe_init(&r, text, len);
	while (error == 0) {
		error = pypxe_next(&r, &lease);
	}
	return error;
}

START_TEST(pypxe_next_refuses_every_prefix)
{
	for (size_t n = 0; n < strlen(file) - 2; n++) {
		char *exact = (char *)unit_exact(file, n);

		ck_assert_int_eq(read_all(exact, n), -EBADMSG);
		free(exact);
	}
	ck_assert_int_eq(read_all(file, strlen(file)), -ENOENT);
}
END_TEST

START_TEST(pypxe_next_refuses_what_is_no_lease)
{
	static const char *const texts[] = {
	    "[]",
	    "{\"x\": {\"ip\": \"10.0.0.1\"}}",
	    "{\"00:00:00:00:00:01\": {\"ip\": \"10.0.0\"}}",
	    "{\"00:00:00:00:00:01\": {\"expire\": 1}}",
	    "{\"00:00:00:00:00:01\": {\"ip\": \"10.0.0.1\", \"expire\": -1}}",
	    "{\"00:00:00:00:00:01\": {\"ip\": \"10.0.0.1\"}} x",
	    "{\"00:00:00:00:00:01\": \"10.0.0.1\"}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		ck_assert_int_eq(
		    read_all(texts[i], strlen(texts[i])), -EBADMSG);
	}
}
END_TEST

START_TEST(pypxe_row_reads_back)
{
	struct bw_lease lease = {.address = 0x0a000009,
	    .expires_s = 1800000000,
	    .mac = {0xaa, 0xbb, 0xcc, 1, 2, 3},
	    .pxe = true};
	char row[PYPXE_ROW_MAX], text[PYPXE_ROW_MAX + 4];
	struct pypxe_reader r;
	struct pypxe_lease back;

	pypxe_row(&lease, row);
	ck_assert_str_eq(row, "\"AA:BB:CC:01:02:03\": {\"ip\": \"10.0.0.9\", "
			      "\"expire\": 1800000000.0, \"ipxe\": true}");
	(void)snprintf(text, sizeof(text), "{%s}", row);
	pypxe_init(&r, text, strlen(text));
	ck_assert_int_eq(pypxe_next(&r, &back), 0);
	ck_assert_uint_eq(back.address, lease.address);
	ck_assert_uint_eq(back.expires_s, lease.expires_s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/pypxe");
	TCase *tc = tcase_create("pypxe");

	tcase_add_test(tc, pypxe_next_reads_what_pypxe_writes);
	tcase_add_test(tc, pypxe_next_takes_an_empty_file_of_its);
	tcase_add_test(tc, pypxe_next_refuses_every_prefix);
	tcase_add_test(tc, pypxe_next_refuses_what_is_no_lease);
	tcase_add_test(tc, pypxe_row_reads_back);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
