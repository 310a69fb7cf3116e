/* SPDX-License-Identifier: ISC */
/* A supposed machine's packet; see suppose.h. */
#include "suppose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "identify.h"

#define SYSTEM_CODES 13  /* the first of put_parameters() */
#define ARCHS_MAX    256 /* numbers that have names */
#define CHADDR_AT    28  /* RFC 2131 section 2 */

static void
put_header(struct bw_writer *w, const uint8_t mac[BW_MAC_LEN])
{
	static const uint8_t zeros[DHCP_HEADER_LEN];

	bw_writer_u8(w, DHCP_OP_BOOTREQUEST);
	bw_writer_u8(w, DHCP_HTYPE_ETHERNET);
	bw_writer_u8(w, BW_MAC_LEN);
	bw_writer_u8(w, 0);
	bw_writer_bytes(w, zeros, CHADDR_AT - 4);
	bw_writer_bytes(w, mac, BW_MAC_LEN);
	bw_writer_bytes(w, zeros, DHCP_HEADER_LEN - CHADDR_AT - BW_MAC_LEN);
	bw_writer_u32(w, DHCP_COOKIE);
}

static void
put_option(struct bw_writer *w, uint8_t code, const void *bytes, size_t len)
{
	bw_writer_u8(w, code);
	bw_writer_u8(w, (uint8_t)len);
	bw_writer_bytes(w, bytes, len);
}

/* What systems ask for, and what firmware asks for besides. */
static void
put_parameters(struct bw_writer *w, bool boots)
{
	static const uint8_t codes[] = {1, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59,
	    119, 121, 13, 43, 60, 66, 67, 97, 175};

	put_option(w, DHCP_OPTION_PARAMETER_REQUEST_LIST, codes,
	    boots ? sizeof(codes) : SYSTEM_CODES);
}

/* By its number or name; PXE_ARCH_NONE: none is meant.  -EBADMSG */
static int
find_arch(const char *text, uint16_t *out)
{
	uint64_t number;

	*out = PXE_ARCH_NONE;
	if (text[0] == '\0') {
		return 0;
	}
	if (bw_text_u64(text, strlen(text), PXE_ARCH_NONE - 1, &number) == 0) {
		*out = (uint16_t)number;
		return 0;
	}
	for (uint16_t arch = 0; arch < ARCHS_MAX; arch++) {
		const char *name = dhcp_arch_str(arch);

		if (name != NULL && bw_text_equal_nocase(name, text)) {
			*out = arch;
			return 0;
		}
	}
	return -EBADMSG;
}

/* As given; else as firmware of this architecture says it. */
static void
make_class(
    const struct bw_ctl_explain *who, uint16_t arch, char out[BW_CTL_CLASS_MAX])
{
	bw_text_cut(out, BW_CTL_CLASS_MAX, who->vendor_class);
	if (out[0] == '\0' && (arch != PXE_ARCH_NONE || who->ipxe == 1)) {
		(void)snprintf(out, BW_CTL_CLASS_MAX,
		    "%sClient:Arch:%05u:UNDI:003016",
		    dhcp_arch_is_http(arch) ? "HTTP" : "PXE",
		    arch == PXE_ARCH_NONE ? 0 : (unsigned)arch);
	}
}

static bool
is_firmware(const char *class)
{
	return bw_text_starts_nocase(class, "PXEClient") ||
	       bw_text_starts_nocase(class, "HTTPClient");
}

int
dhcp_suppose_discover(const struct bw_ctl_explain *who,
    uint8_t out[DHCP_SUPPOSE_MAX], size_t *out_len)
{
	static const uint8_t type = DHCP_TYPE_DISCOVER;
	static const uint8_t ipxe[] = {'i', 'P', 'X', 'E'};
	char class[BW_CTL_CLASS_MAX];
	uint8_t number[2];
	struct bw_writer w;
	uint16_t arch;

	if (find_arch(who->arch, &arch) != 0) {
		return -EBADMSG;
	}
	bw_writer_init(&w, out, DHCP_SUPPOSE_MAX);
	put_header(&w, who->mac);
	put_option(&w, DHCP_OPTION_MESSAGE_TYPE, &type, sizeof(type));
	make_class(who, arch, class);
	if (class[0] != '\0') {
		put_option(&w, DHCP_OPTION_VENDOR_CLASS, class, strlen(class));
	}
	if (arch != PXE_ARCH_NONE) {
		number[0] = (uint8_t)(arch >> 8);
		number[1] = (uint8_t)arch;
		put_option(&w, DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE, number,
		    sizeof(number));
	}
	if (who->ipxe == 1) {
		put_option(&w, DHCP_OPTION_USER_CLASS, ipxe, sizeof(ipxe));
	}
	put_parameters(
	    &w, arch != PXE_ARCH_NONE || who->ipxe == 1 || is_firmware(class));
	bw_writer_u8(&w, DHCP_OPTION_END);
	BW_ASSERT(bw_writer_end(&w) == 0); /* it has bounds, all of it */
	*out_len = w.len;
	return 0;
}
