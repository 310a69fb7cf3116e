/* SPDX-License-Identifier: ISC */
/* Who is asking; see identify.h. */
#include "identify.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "lease/lease_row.h"

#define PXE_CLASS   "PXEClient"
#define HTTP_CLASS  "HTTPClient"
#define ARCH_MARK   ":Arch:" /* PXEClient:Arch:00007:UNDI:003000 */
#define ARCH_DIGITS 5
#define IPXE_CLASS  "iPXE"
#define ARCHES_MAX  32 /* of option 93 that are looked at */
#define MAC_GROUP   1  /* in the first octet: no station has it */

struct arch {
	uint16_t number;
	uint16_t kin; /* whose files it shares */
	bool efi;
	bool http;
	const char *name;
	const char *file;
};

static const struct arch arches[] = {
    {PXE_ARCH_BIOS, PXE_ARCH_BIOS, false, false, "bios", "pxelinux.0"},
    {PXE_ARCH_EFI_IA64, PXE_ARCH_EFI_IA64, true, false, "efi-ia64",
	"bootia64.efi"},
    {PXE_ARCH_EFI_IA32, PXE_ARCH_EFI_IA32, true, false, "efi-ia32",
	"bootia32.efi"},
    {PXE_ARCH_EFI_X64, PXE_ARCH_EFI_X64, true, false, "efi-x64", "bootx64.efi"},
    {PXE_ARCH_EFI_XSCALE, PXE_ARCH_EFI_ARM32, true, false, "efi-xscale",
	"bootarm.efi"},
    {PXE_ARCH_EFI_BC, PXE_ARCH_EFI_X64, true, false, "efi-bc", "bootx64.efi"},
    {PXE_ARCH_EFI_ARM32, PXE_ARCH_EFI_ARM32, true, false, "efi-arm32",
	"bootarm.efi"},
    {PXE_ARCH_EFI_ARM64, PXE_ARCH_EFI_ARM64, true, false, "efi-arm64",
	"bootaa64.efi"},
    {PXE_ARCH_HTTP_IA32, PXE_ARCH_HTTP_IA32, true, true, "http-ia32",
	"bootia32.efi"},
    {PXE_ARCH_HTTP_X64, PXE_ARCH_HTTP_X64, true, true, "http-x64",
	"bootx64.efi"},
    {PXE_ARCH_HTTP_BC, PXE_ARCH_HTTP_X64, true, true, "http-bc", "bootx64.efi"},
    {PXE_ARCH_HTTP_ARM32, PXE_ARCH_HTTP_ARM32, true, true, "http-arm32",
	"bootarm.efi"},
    {PXE_ARCH_HTTP_ARM64, PXE_ARCH_HTTP_ARM64, true, true, "http-arm64",
	"bootaa64.efi"},
    {PXE_ARCH_HTTP_BIOS, PXE_ARCH_HTTP_BIOS, false, true, "http-bios",
	"pxelinux.0"},
    {PXE_ARCH_EFI_RISCV32, PXE_ARCH_EFI_RISCV32, true, false, "efi-riscv32",
	"bootriscv32.efi"},
    {PXE_ARCH_HTTP_RISCV32, PXE_ARCH_HTTP_RISCV32, true, true, "http-riscv32",
	"bootriscv32.efi"},
    {PXE_ARCH_EFI_RISCV64, PXE_ARCH_EFI_RISCV64, true, false, "efi-riscv64",
	"bootriscv64.efi"},
    {PXE_ARCH_HTTP_RISCV64, PXE_ARCH_HTTP_RISCV64, true, true, "http-riscv64",
	"bootriscv64.efi"},
    {PXE_ARCH_EFI_LOONGARCH32, PXE_ARCH_EFI_LOONGARCH32, true, false,
	"efi-loongarch32", "bootloongarch32.efi"},
    {PXE_ARCH_HTTP_LOONGARCH32, PXE_ARCH_HTTP_LOONGARCH32, true, true,
	"http-loongarch32", "bootloongarch32.efi"},
    {PXE_ARCH_EFI_LOONGARCH64, PXE_ARCH_EFI_LOONGARCH64, true, false,
	"efi-loongarch64", "bootloongarch64.efi"},
    {PXE_ARCH_HTTP_LOONGARCH64, PXE_ARCH_HTTP_LOONGARCH64, true, true,
	"http-loongarch64", "bootloongarch64.efi"},
    {PXE_ARCH_RASPBERRY_PI, PXE_ARCH_RASPBERRY_PI, false, false, "rpi",
	"bootcode.bin"},
};

/* A Raspberry Pi's boot ROM calls itself a BIOS. */
static const uint8_t raspberry_pi_makers[][3] = {{0x28, 0xcd, 0xc1},
    {0x2c, 0xcf, 0x67}, {0xb8, 0x27, 0xeb}, {0xd8, 0x3a, 0xdd},
    {0xdc, 0xa6, 0x32}, {0xe4, 0x5f, 0x01}};

static const struct arch *
arch_find(uint16_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(arches); i++) {
		if (arches[i].number == number) {
			return &arches[i];
		}
	}
	return NULL;
}

const char *
dhcp_arch_str(uint16_t arch)
{
	const struct arch *known = arch_find(arch);

	return known != NULL ? known->name : NULL;
}

const char *
dhcp_arch_file(uint16_t arch)
{
	const struct arch *known = arch_find(arch);

	return known != NULL ? known->file : NULL;
}

uint16_t
dhcp_arch_kin(uint16_t arch)
{
	const struct arch *known = arch_find(arch);

	return known != NULL ? known->kin : arch;
}

bool
dhcp_arch_is_http(uint16_t arch)
{
	const struct arch *known = arch_find(arch);

	return known != NULL && known->http;
}

bool
dhcp_arch_is_efi(uint16_t arch)
{
	const struct arch *known = arch_find(arch);

	/* Numbers given since then are nearly all of UEFI. */
	return known != NULL ? known->efi : arch != PXE_ARCH_NONE;
}

static bool
begins_with(struct dhcp_bytes bytes, const char *text)
{
	size_t len = strlen(text);

	return bytes.len >= len && memcmp(bytes.at, text, len) == 0;
}

static enum dhcp_family find_family(struct dhcp_bytes class)
{
	if (begins_with(class, PXE_CLASS)) {
		return DHCP_FAMILY_PXE;
	}
	if (begins_with(class, HTTP_CLASS)) {
		return DHCP_FAMILY_HTTP;
	}
	return DHCP_FAMILY_PLAIN;
}

/* The first known one of option 93's list, else its first. */
static uint16_t
arch_from_list(struct dhcp_bytes list)
{
	uint16_t first = PXE_ARCH_NONE;
	struct bw_reader r;

	bw_reader_init(&r, list.at, list.len);
	for (size_t i = 0; i < ARCHES_MAX && bw_reader_left(&r) >= 2; i++) {
		uint16_t number = bw_reader_u16(&r);

		if (arch_find(number) != NULL) {
			return number;
		}
		if (i == 0) {
			first = number;
		}
	}
	return first;
}

/* The digits of "PXEClient:Arch:00007:..." */
static uint16_t arch_from_class(struct dhcp_bytes class)
{
	size_t mark_len = strlen(ARCH_MARK);
	const char *mark;
	uint64_t number;

	if (class.len == 0) {
		return PXE_ARCH_NONE;
	}
	mark = memmem(class.at, class.len, ARCH_MARK, mark_len);
	if (mark == NULL) {
		return PXE_ARCH_NONE;
	}
	mark += mark_len;
	if ((size_t)((const char *)class.at + class.len - mark) < ARCH_DIGITS ||
	    bw_text_u64(mark, ARCH_DIGITS, UINT16_MAX - 1, &number) != 0) {
		return PXE_ARCH_NONE;
	}
	return (uint16_t)number;
}

static uint16_t
find_arch(const struct dhcp_message *message, struct dhcp_bytes class)
{
	uint16_t arch = arch_from_list(dhcp_message_option(
	    message, DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE));

	return arch != PXE_ARCH_NONE ? arch : arch_from_class(class);
}

static bool
is_raspberry_pi(const struct dhcp_client *client)
{
	if (client->family != DHCP_FAMILY_PXE ||
	    client->stage != BW_STAGE_FIRMWARE) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(raspberry_pi_makers); i++) {
		if (client->arch == PXE_ARCH_BIOS &&
		    memcmp(client->mac, raspberry_pi_makers[i],
			sizeof(raspberry_pi_makers[i])) == 0) {
			return true;
		}
	}
	return client->arch == PXE_ARCH_RASPBERRY_PI;
}

/* Bare, as iPXE sends it, or one of a list of counted texts (RFC 3004 4). */
static bool
names_ipxe(struct dhcp_bytes user_class)
{
	size_t len = strlen(IPXE_CLASS);
	struct bw_reader r;

	if (user_class.len == len && begins_with(user_class, IPXE_CLASS)) {
		return true;
	}
	bw_reader_init(&r, user_class.at, user_class.len);
	while (bw_reader_left(&r) > 0) {
		struct dhcp_bytes one = {.len = bw_reader_u8(&r)};

		one.at = bw_reader_take(&r, one.len);
		if (one.at != NULL && one.len == len &&
		    begins_with(one, IPXE_CLASS)) {
			return true;
		}
	}
	return false;
}

/* By its name, or by telling its architecture, as U-Boot does; RFC 4578 2.1. */
static bool
is_firmware(const struct dhcp_message *message, enum dhcp_family family)
{
	return family != DHCP_FAMILY_PLAIN ||
	       dhcp_message_option(
		   message, DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE)
		       .len >= sizeof(uint16_t);
}

static enum bw_stage
find_stage(const struct dhcp_message *message, enum dhcp_family family)
{
	if (names_ipxe(dhcp_message_option(message, DHCP_OPTION_USER_CLASS)) ||
	    dhcp_message_option(message, DHCP_OPTION_ETHERBOOT).at != NULL) {
		return BW_STAGE_IPXE;
	}
	return is_firmware(message, family) ? BW_STAGE_FIRMWARE : BW_STAGE_OS;
}

void
dhcp_client_know_by_mac(struct dhcp_client *client)
{
	bw_client_id_of_mac(&client->id, client->mac);
}

/*
 * Option 61, or else hardware type and address: which is what most clients
 * that send a 61 put there, so a machine keeps its address from stage to stage.
 */
static void
find_id(const struct dhcp_message *message, struct dhcp_client *client)
{
	struct bw_client_id *id = &client->id;
	struct dhcp_bytes sent =
	    dhcp_message_option(message, DHCP_OPTION_CLIENT_IDENTIFIER);

	/* RFC 2132 9.14: at least two octets. */
	if (sent.len >= 2 && sent.len <= BW_CLIENT_ID_MAX) {
		id->len = (uint8_t)sent.len;
		memcpy(id->bytes, sent.at, sent.len);
		return;
	}
	dhcp_client_know_by_mac(client);
}

int
dhcp_client_identify(
    const struct dhcp_message *message, struct dhcp_client *out)
{
	struct dhcp_client client = {0};
	struct dhcp_bytes class =
	    dhcp_message_option(message, DHCP_OPTION_VENDOR_CLASS);
	struct dhcp_bytes machine =
	    dhcp_message_option(message, DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER);

	if (message->htype != DHCP_HTYPE_ETHERNET ||
	    message->hlen != BW_MAC_LEN ||
	    (message->chaddr[0] & MAC_GROUP) != 0) {
		return -ENOTSUP;
	}
	memcpy(client.mac, message->chaddr, BW_MAC_LEN);
	find_id(message, &client);
	if (machine.len == PXE_MACHINE_IDENTIFIER_LEN && machine.at[0] == 0) {
		memcpy(client.uuid, machine.at + 1, BW_UUID_LEN);
	}
	client.family = find_family(class);
	client.stage = find_stage(message, client.family);
	client.arch = find_arch(message, class);
	if (is_raspberry_pi(&client)) {
		client.arch = PXE_ARCH_RASPBERRY_PI;
	}
	/* pybootd goes by option 97 alone. */
	client.network_boot = client.stage != BW_STAGE_OS ||
			      machine.len == PXE_MACHINE_IDENTIFIER_LEN;
	*out = client;
	return 0;
}

void
dhcp_uuid_turn(const uint8_t uuid[BW_UUID_LEN], uint8_t out[BW_UUID_LEN])
{
	static const uint8_t order[BW_UUID_LEN] = {
	    3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

	for (size_t i = 0; i < BW_UUID_LEN; i++) {
		out[i] = uuid[order[i]];
	}
}
