/* SPDX-License-Identifier: ISC */
/*
 * Addresses as values: IPv4 and IPv6 with a port, MAC, UUID; to and from text
 * without asking the kernel or a resolver.
 */
#ifndef BW_BASE_ADDR_H
#define BW_BASE_ADDR_H

#include "base/base.h"

enum bw_family {
	BW_FAMILY_NONE = 0,
	BW_FAMILY_IPV4 = 4,
	BW_FAMILY_IPV6 = 6,
};

/* An IPv4-mapped IPv6 address is never stored: it is IPv4. */
struct bw_addr {
	uint8_t family; /* enum bw_family */
	uint8_t ip[16]; /* network order; IPv4 in the first four bytes */
	uint16_t port;  /* host order; 0 where there is none */
};

#define BW_MAC_LEN      6
#define BW_UUID_LEN     16
#define BW_ADDR_STR_MAX 56 /* [v6%..]:65535 and NUL */
#define BW_MAC_STR_MAX  18
#define BW_UUID_STR_MAX 37

/* An IPv4 address from host order, and back (0 when it is not IPv4). */
struct bw_addr bw_addr_ipv4(uint32_t ip, uint16_t port);
uint32_t bw_addr_to_ipv4(const struct bw_addr *addr);
/* The same where 0 stands for no address. */
struct bw_addr bw_addr_some_ipv4(uint32_t ip);

/* An IPv6 address in network order; a mapped one becomes the IPv4 it maps. */
struct bw_addr bw_addr_ipv6(const uint8_t ip[16], uint16_t port);

/* Same family and address; ports are not compared. */
bool bw_addr_same_ip(const struct bw_addr *a, const struct bw_addr *b);
/* Same family, address and port. */
bool bw_addr_equal(const struct bw_addr *a, const struct bw_addr *b);
/* 127.0.0.0/8 or ::1. */
bool bw_addr_is_loopback(const struct bw_addr *addr);
/*
 * The MAC address that an IPv6 address was made of, as firmware makes its own
 * (RFC 4291 appendix A).
 *
 *   returns   0
 *             -ENOENT  it was not made so
 */
int bw_addr_to_mac(const struct bw_addr *addr, uint8_t out[BW_MAC_LEN]);
/* A hash of family, address and port. */
uint32_t bw_addr_hash(const struct bw_addr *addr);

/*
 * Parse "10.0.0.1" or "fe80::1" (dotted quads strictly of four decimals).
 *
 *   returns   0
 *             -EBADMSG  not an address
 */
int bw_addr_parse(const char *text, struct bw_addr *out);
int bw_ipv4_parse(const char *text, uint32_t *out);

/* To text: "10.0.0.1", "fe80::1"; with a port "10.0.0.1:69", "[fe80::1]:69". */
const char *bw_addr_str(const struct bw_addr *addr, char out[BW_ADDR_STR_MAX]);
const char *
bw_addr_ip_str(const struct bw_addr *addr, char out[BW_ADDR_STR_MAX]);
const char *bw_ipv4_str(uint32_t ip, char out[BW_ADDR_STR_MAX]);

/* Parse six pairs of digits, joined by '-' or ':' throughout. */
int bw_mac_parse(const char *text, uint8_t out[BW_MAC_LEN]);
/* "52:54:00:77:00:01" */
const char *bw_mac_str(const uint8_t mac[BW_MAC_LEN], char out[BW_MAC_STR_MAX]);

/* Parse RFC 4122 text; bytes in the order they are written. */
int bw_uuid_parse(const char *text, uint8_t out[BW_UUID_LEN]);
const char *
bw_uuid_str(const uint8_t uuid[BW_UUID_LEN], char out[BW_UUID_STR_MAX]);

/* Are all len bytes zero? */
bool bw_bytes_zero(const void *bytes, size_t len);

/* A hash of bytes (FNV-1a); for tables, not for secrets. */
uint32_t bw_bytes_hash(const void *bytes, size_t len);

#endif
