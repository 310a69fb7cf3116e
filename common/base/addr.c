/* SPDX-License-Identifier: ISC */
/* Addresses as values; see addr.h.  Pure: inet_pton and inet_ntop only. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define EUI64_UNIVERSAL 0x02 /* of the first byte: inverted */

struct bw_addr
bw_addr_ipv4(uint32_t ip, uint16_t port)
{
	struct bw_addr addr = {.family = BW_FAMILY_IPV4, .port = port};

	addr.ip[0] = (uint8_t)(ip >> 24);
	addr.ip[1] = (uint8_t)(ip >> 16);
	addr.ip[2] = (uint8_t)(ip >> 8);
	addr.ip[3] = (uint8_t)ip;
	return addr;
}

uint32_t
bw_addr_to_ipv4(const struct bw_addr *addr)
{
	if (addr->family != BW_FAMILY_IPV4) {
		return 0;
	}
	return (uint32_t)addr->ip[0] << 24 | (uint32_t)addr->ip[1] << 16 |
	       (uint32_t)addr->ip[2] << 8 | (uint32_t)addr->ip[3];
}

struct bw_addr
bw_addr_some_ipv4(uint32_t ip)
{
	return ip == 0 ? (struct bw_addr){0} : bw_addr_ipv4(ip, 0);
}

static size_t
ip_len(const struct bw_addr *addr)
{
	switch (addr->family) {
	case BW_FAMILY_IPV4:
		return 4;
	case BW_FAMILY_IPV6:
		return 16;
	default:
		return 0;
	}
}

bool
bw_addr_same_ip(const struct bw_addr *a, const struct bw_addr *b)
{
	return a->family == b->family && memcmp(a->ip, b->ip, ip_len(a)) == 0;
}

bool
bw_addr_equal(const struct bw_addr *a, const struct bw_addr *b)
{
	return bw_addr_same_ip(a, b) && a->port == b->port;
}

uint32_t
bw_bytes_hash(const void *bytes, size_t len)
{
	const uint8_t *b = bytes;
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ b[i]) * 16777619u;
	}
	return hash;
}

bool
bw_addr_is_loopback(const struct bw_addr *addr)
{
	static const uint8_t loopback6[16] = {[15] = 1};

	return addr->family == BW_FAMILY_IPV6
		   ? memcmp(addr->ip, loopback6, sizeof(loopback6)) == 0
		   : addr->family == BW_FAMILY_IPV4 && addr->ip[0] == 127;
}

int
bw_addr_to_mac(const struct bw_addr *addr, uint8_t out[BW_MAC_LEN])
{
	const uint8_t *id = addr->ip + 8;

	if (addr->family != BW_FAMILY_IPV6 || id[3] != 0xff || id[4] != 0xfe) {
		return -ENOENT;
	}
	out[0] = id[0] ^ EUI64_UNIVERSAL;
	memcpy(out + 1, id + 1, 2);
	memcpy(out + 3, id + 5, 3);
	return 0;
}

uint32_t
bw_addr_hash(const struct bw_addr *addr)
{
	uint32_t hash = bw_bytes_hash(addr->ip, ip_len(addr));

	return (hash ^ addr->port) * 16777619u;
}

bool
bw_bytes_zero(const void *bytes, size_t len)
{
	const uint8_t *b = bytes;

	/* The first is, and each is like the one before it. */
	return len == 0 || (b[0] == 0 && memcmp(b, b + 1, len - 1) == 0);
}

struct bw_addr
bw_addr_ipv6(const uint8_t ip[16], uint16_t port)
{
	struct bw_addr addr = {.family = BW_FAMILY_IPV6, .port = port};

	/* ::ffff:a.b.c.d, RFC 4291 section 2.5.5.2 */
	if (bw_bytes_zero(ip, 10) && ip[10] == 0xff && ip[11] == 0xff) {
		addr.family = BW_FAMILY_IPV4;
		memcpy(addr.ip, ip + 12, 4);
	} else {
		memcpy(addr.ip, ip, sizeof(addr.ip));
	}
	return addr;
}

int
bw_addr_parse(const char *text, struct bw_addr *out)
{
	uint8_t ip[16] = {0};

	if (inet_pton(AF_INET, text, ip) == 1) {
		*out = (struct bw_addr){.family = BW_FAMILY_IPV4};
		memcpy(out->ip, ip, 4);
	} else if (inet_pton(AF_INET6, text, ip) == 1) {
		*out = bw_addr_ipv6(ip, 0);
	} else {
		return -EBADMSG;
	}
	return 0;
}

int
bw_ipv4_parse(const char *text, uint32_t *out)
{
	struct bw_addr addr;

	if (strchr(text, ':') != NULL || bw_addr_parse(text, &addr) != 0) {
		return -EBADMSG;
	}
	*out = bw_addr_to_ipv4(&addr);
	return 0;
}

const char *
bw_addr_ip_str(const struct bw_addr *addr, char out[BW_ADDR_STR_MAX])
{
	int family = addr->family == BW_FAMILY_IPV6 ? AF_INET6 : AF_INET;

	if (addr->family == BW_FAMILY_NONE ||
	    inet_ntop(family, addr->ip, out, BW_ADDR_STR_MAX) == NULL) {
		out[0] = '-';
		out[1] = '\0';
	}
	return out;
}

const char *
bw_addr_str(const struct bw_addr *addr, char out[BW_ADDR_STR_MAX])
{
	char ip[BW_ADDR_STR_MAX];

	bw_addr_ip_str(addr, ip);
	if (addr->port == 0) {
		memcpy(out, ip, sizeof(ip));
	} else if (addr->family == BW_FAMILY_IPV6) {
		(void)snprintf(out, BW_ADDR_STR_MAX, "[%.45s]:%u", ip,
		    (unsigned)addr->port);
	} else {
		(void)snprintf(
		    out, BW_ADDR_STR_MAX, "%.45s:%u", ip, (unsigned)addr->port);
	}
	return out;
}

const char *
bw_ipv4_str(uint32_t ip, char out[BW_ADDR_STR_MAX])
{
	struct bw_addr addr = bw_addr_ipv4(ip, 0);

	return bw_addr_ip_str(&addr, out);
}

/* Parse n pairs of hexadecimal digits; separators are the caller's. */
static int
pair_parse(const char *text, uint8_t *out)
{
	int high = bw_text_hex(text[0]);
	int low = high < 0 ? -1 : bw_text_hex(text[1]);

	if (low < 0) {
		return -EBADMSG;
	}
	*out = (uint8_t)(high << 4 | low);
	return 0;
}

int
bw_mac_parse(const char *text, uint8_t out[BW_MAC_LEN])
{
	uint8_t mac[BW_MAC_LEN];

	if (strlen(text) != BW_MAC_STR_MAX - 1) {
		return -EBADMSG;
	}
	if (text[2] != '-' && text[2] != ':') {
		return -EBADMSG;
	}
	for (size_t i = 0; i < BW_MAC_LEN; i++) {
		if (pair_parse(text + 3 * i, &mac[i]) != 0) {
			return -EBADMSG;
		}
		if (i + 1 < BW_MAC_LEN && text[3 * i + 2] != text[2]) {
			return -EBADMSG;
		}
	}
	memcpy(out, mac, sizeof(mac));
	return 0;
}

const char *
bw_mac_str(const uint8_t mac[BW_MAC_LEN], char out[BW_MAC_STR_MAX])
{
	(void)snprintf(out, BW_MAC_STR_MAX, "%02x:%02x:%02x:%02x:%02x:%02x",
	    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return out;
}

int
bw_uuid_parse(const char *text, uint8_t out[BW_UUID_LEN])
{
	static const uint8_t at[BW_UUID_LEN] = {
	    0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
	uint8_t uuid[BW_UUID_LEN];

	if (strlen(text) != BW_UUID_STR_MAX - 1 || text[8] != '-' ||
	    text[13] != '-' || text[18] != '-' || text[23] != '-') {
		return -EBADMSG;
	}
	for (size_t i = 0; i < BW_UUID_LEN; i++) {
		if (pair_parse(text + at[i], &uuid[i]) != 0) {
			return -EBADMSG;
		}
	}
	memcpy(out, uuid, sizeof(uuid));
	return 0;
}

const char *
bw_uuid_str(const uint8_t u[BW_UUID_LEN], char out[BW_UUID_STR_MAX])
{
	(void)snprintf(out, BW_UUID_STR_MAX,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10],
	    u[11], u[12], u[13], u[14], u[15]);
	return out;
}
