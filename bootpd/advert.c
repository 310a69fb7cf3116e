/* SPDX-License-Identifier: ISC */
/* Router solicitations; see advert.h. */
#include "advert.h"

#include <string.h>

#include "base/reader.h"
#include "base/writer.h"

#define ND_ROUTER_SOLICIT       133 /* RFC 4861 4.1 */
#define ND_ROUTER_ADVERT        134 /* 4.2 */
#define ND_OPTION_SOURCE_LINK   1   /* 4.6.1 */
#define ND_OPTION_UNIT          8   /* options are so many bytes, times n */
#define ND_SOLICIT_RESERVED_LEN 4

static struct dhcp_advert_client *
slot_of(struct dhcp_advert *advert, const uint8_t mac[BW_MAC_LEN])
{
	return &advert->clients[bw_bytes_hash(mac, BW_MAC_LEN) %
				DHCP_ADVERT_CLIENTS_MAX];
}

void
dhcp_advert_client_seen(
    struct dhcp_advert *advert, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms)
{
	struct dhcp_advert_client *client = slot_of(advert, mac);

	memcpy(client->mac, mac, BW_MAC_LEN);
	client->until_ms = now_ms + DHCP_ADVERT_CLIENT_MS;
}

/* The sender's own address on the link, from the options; RFC 4861 4.1. */
static bool
source_link(struct bw_reader *r, uint8_t out[BW_MAC_LEN])
{
	bool found = false;

	while (bw_reader_left(r) > 0) {
		uint8_t type = bw_reader_u8(r);
		uint8_t units = bw_reader_u8(r);
		struct bw_reader value;

		if (units == 0) {
			return false; /* 6.1.1: the whole message is wrong */
		}
		value = bw_reader_sub(r, (size_t)units * ND_OPTION_UNIT - 2);
		if (type == ND_OPTION_SOURCE_LINK && units == 1) {
			bw_reader_copy(&value, out, BW_MAC_LEN);
			found = true;
		}
	}
	return found && bw_reader_end(r) == 0;
}

static bool
is_link_local(const struct bw_addr *addr)
{
	return addr->family == BW_FAMILY_IPV6 && addr->ip[0] == 0xfe &&
	       (addr->ip[1] & 0xc0) == 0x80;
}

/* Somebody's advertisement: does it say that there is a router? */
static void
router_heard(struct dhcp_advert *advert, struct bw_reader *r, uint64_t now_ms)
{
	uint16_t lifetime_s;

	(void)bw_reader_u16(r); /* hop limit, flags */
	lifetime_s = bw_reader_u16(r);
	if (bw_reader_check(r) == 0 && lifetime_s > 0) {
		advert->router_until_ms = now_ms + lifetime_s * UINT64_C(1000);
	}
}

/* Lifetime 0: no default router; and nothing else is known either. */
static void
put_answer(uint8_t out[DHCP_ADVERT_LEN])
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_ADVERT_LEN);
	bw_writer_u8(&w, ND_ROUTER_ADVERT);
	bw_writer_fill(&w, 0, DHCP_ADVERT_LEN - 1);
}

bool
dhcp_advert_packet(struct dhcp_advert *advert, const uint8_t *bytes, size_t len,
    const struct bw_addr *peer, uint64_t now_ms, uint8_t out[DHCP_ADVERT_LEN])
{
	const struct dhcp_advert_client *client;
	uint8_t mac[BW_MAC_LEN];
	struct bw_reader r;
	uint8_t type;
	uint8_t code;

	bw_reader_init(&r, bytes, len);
	type = bw_reader_u8(&r);
	code = bw_reader_u8(&r);
	(void)bw_reader_u16(&r); /* the kernel has checked the sum */
	if (bw_reader_check(&r) != 0 || code != 0 || !is_link_local(peer)) {
		return false;
	}
	if (type == ND_ROUTER_ADVERT) {
		router_heard(advert, &r, now_ms);
		return false;
	}
	if (type != ND_ROUTER_SOLICIT || now_ms < advert->router_until_ms) {
		return false;
	}
	(void)bw_reader_take(&r, ND_SOLICIT_RESERVED_LEN);
	if (!source_link(&r, mac)) {
		return false;
	}
	client = slot_of(advert, mac);
	if (memcmp(client->mac, mac, BW_MAC_LEN) != 0 ||
	    now_ms >= client->until_ms) {
		return false;
	}
	put_answer(out);
	return true;
}
