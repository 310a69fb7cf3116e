/* SPDX-License-Identifier: ISC */
/* What is a disk, and what is an image of an emulator or compressed. */
#include "image_kind.h"

#include "unit.h"

static const char *
kind_of(const char *bytes, size_t len)
{
	const struct image_kind *kind =
	    image_kind_find((const uint8_t *)bytes, len);

	return kind == NULL ? NULL : kind->name;
}

START_TEST(image_kind_find_knows_images_of_emulators)
{
	char vdi[68] = "<<< Oracle VM VirtualBox Disk Image >>>\n";

	memcpy(vdi + 64, "\x7f\x10\xda\xbe", 4);
	ck_assert_str_eq(kind_of("QFI\xfb\0\0\0\3", 8), "a qcow2 image");
	ck_assert_str_eq(kind_of("KDMV\1", 5), "a VMDK image");
	ck_assert_str_eq(kind_of("vhdxfile", 8), "a VHDX image");
	ck_assert_str_eq(kind_of("conectix", 8), "a VHD image");
	ck_assert_str_eq(kind_of(vdi, 68), "a VDI image");
	ck_assert_ptr_null(kind_of(vdi, 67));
}
END_TEST

START_TEST(image_kind_find_knows_compressed_files)
{
	static const char *const magics[] = {
	    "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "BZh9", "\x04\x22\x4d\x18"};

	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		ck_assert_ptr_nonnull(kind_of(magics[i], strlen(magics[i])));
		ck_assert_ptr_null(kind_of(magics[i], 2));
	}
	ck_assert_ptr_nonnull(kind_of("\xfd"
				      "7zXZ",
	    6));
}
END_TEST

START_TEST(image_kind_find_lets_disks_be)
{
	static const char boot_sector[512] = "\xeb\x63\x90";

	ck_assert_ptr_null(kind_of(boot_sector, sizeof(boot_sector)));
	ck_assert_ptr_null(kind_of("", 0));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/image_kind");
	TCase *tc = tcase_create("image_kind");

	tcase_add_test(tc, image_kind_find_knows_images_of_emulators);
	tcase_add_test(tc, image_kind_find_knows_compressed_files);
	tcase_add_test(tc, image_kind_find_lets_disks_be);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
