/* SPDX-License-Identifier: ISC */
/*
 * What bootpd is told of networks and machines: [subnet NAME], [class NAME],
 * [host NAME], and what each may say of its own.  Part of conf.h.
 */
#ifndef BW_CONF_NET_H
#define BW_CONF_NET_H

#include "base/addr.h"
#include "base/base.h"
#include "conf/week.h"

#define BW_CONF_INFINITE UINT32_MAX /* seconds: for ever; RFC 2131 3.3 */

/* A yes or no whose default depends on other keys. */
enum bw_conf_tristate {
	BW_CONF_TRISTATE_UNSET,
	BW_CONF_TRISTATE_NO,
	BW_CONF_TRISTATE_YES,
};

/* What it says; the fallback where it says nothing. */
static inline bool
bw_conf_tristate_or(enum bw_conf_tristate value, bool fallback)
{
	return value == BW_CONF_TRISTATE_UNSET ? fallback
					       : value == BW_CONF_TRISTATE_YES;
}

/* Texts: names of interfaces, patterns. */
struct bw_conf_names {
	const char **items;
	size_t n;
};

/* "text", or 0x and digits */
struct bw_conf_bytes {
	const uint8_t *at;
	size_t len; /* 0: unset */
};

struct bw_conf_addrs {
	struct bw_addr *items;
	size_t n;
};

/* dns: addresses, or "auto", which the parent fills in */
struct bw_conf_dns {
	bool automatic;
	struct bw_conf_addrs addrs; /* IPv4 */
};

/* 10.1.0.0/24; the default, 0.0.0.0/0, is unset. */
struct bw_conf_network {
	uint32_t address; /* host order; its host part is zero */
	uint32_t netmask;
};

struct bw_conf_networks {
	struct bw_conf_network *items;
	size_t n;
};

/* Who may have an address of a pool. */
enum bw_conf_guard {
	BW_CONF_GUARD_NONE,
	BW_CONF_GUARD_ONLY, /* members of the class */
	BW_CONF_GUARD_NOT,  /* everybody but these */
};

/* The class of those who speak BOOTP; it has no section. */
#define BW_CONF_CLASS_BOOTP "bootp"

/* In the arch of a class: one without a name. */
#define BW_CONF_ARCH_UNKNOWN "unknown"

/* 10.1.0.100-10.1.0.199 only phones */
struct bw_conf_pool {
	uint32_t first; /* host order */
	uint32_t last;  /* inclusive */
	enum bw_conf_guard guard;
	const char *class_name; /* "" with BW_CONF_GUARD_NONE */
};

struct bw_conf_pools {
	struct bw_conf_pool *items;
	size_t n;
};

enum bw_conf_option_type {
	BW_CONF_OPTION_IP,
	BW_CONF_OPTION_IPS,
	BW_CONF_OPTION_U8,
	BW_CONF_OPTION_U16,
	BW_CONF_OPTION_U32,
	BW_CONF_OPTION_BOOL,
	BW_CONF_OPTION_TEXT,
	BW_CONF_OPTION_HEX,
	BW_CONF_OPTION_ROUTES,  /* RFC 3442 */
	BW_CONF_OPTION_DOMAINS, /* RFC 3397 */
	BW_CONF_OPTION_PARTS,   /* values of types, and their lengths */
	BW_CONF_N_OPTION_TYPES,
};

/* option 224 u16 = 5 */
struct bw_conf_option {
	uint8_t code;
	enum bw_conf_option_type type;
	bool always;                /* also to who does not ask for it */
	const char *text;           /* as written */
	struct bw_conf_bytes value; /* as sent */
};

struct bw_conf_options {
	struct bw_conf_option *items; /* each code once */
	size_t n;
};

/* What some firmware cannot bear, or needs; bits of quirks. */
enum bw_conf_quirk {
	BW_CONF_QUIRK_NO_43 = 1, /* without that option, and so on */
	BW_CONF_QUIRK_NO_60 = 2,
	BW_CONF_QUIRK_NO_66 = 4,
	BW_CONF_QUIRK_NO_67 = 8,
	BW_CONF_QUIRK_NO_175 = 16,
	BW_CONF_QUIRK_NUL_67 = 32,     /* the name's length counts its NUL */
	BW_CONF_QUIRK_SMALL = 64,      /* 576 bytes, whatever option 57 says */
	BW_CONF_QUIRK_BROADCAST = 128, /* never to its MAC address */
	BW_CONF_QUIRK_SUBNET_BROADCAST = 256, /* and not to all ones */
	BW_CONF_QUIRK_OFFER_FILE = 512, /* UEFI takes a proxy's file on 67 */
	BW_CONF_QUIRK_NO_MENU = 1024,
};

/*
 * What everybody, a subnet, a class or a host may have of its own.  0, NULL
 * and "" are unset: then what is less specific counts; quirks add up.
 */
struct bw_conf_settings {
	uint32_t lease_time_s;
	uint32_t min_lease_time_s;
	uint32_t max_lease_time_s;
	uint32_t renewal_time_s;   /* T1 */
	uint32_t rebinding_time_s; /* T2 */
	enum bw_conf_tristate discourage_renewals;
	struct bw_conf_addrs router; /* IPv4 */
	struct bw_conf_dns dns;
	struct bw_conf_addrs ntp; /* IPv4 */
	const char *domain;
	const char *hostname; /* a pattern; hosts have their own below */
	uint32_t next_server;
	const char *boot_file; /* of firmware */
	const char *ipxe_file; /* of iPXE */
	uint32_t quirks;       /* enum bw_conf_quirk */
	struct bw_conf_options options;
};

#define BW_CONF_TAGS_MAX 2

/* VLAN tags: TCIs, the outer one first. */
struct bw_conf_tags {
	uint16_t tci[BW_CONF_TAGS_MAX];
	size_t n;
};

/* [subnet NAME] */
struct bw_conf_subnet {
	const char *name;
	struct bw_conf_network network;
	const char *wire; /* it shares one with those that name the same */
	struct bw_conf_pools pools;
	/* whose clients these are; empty: those on the wire, and relays in it */
	struct bw_conf_networks relays;
	struct bw_conf_tags tags;            /* of replies to a MAC */
	enum bw_conf_tristate authoritative; /* unset: as [bootpd] */
	struct bw_conf_settings settings;
};

struct bw_conf_subnets {
	struct bw_conf_subnet *items;
	size_t n;
};

/*
 * [class NAME]: who meets all conditions that are set.  Of a list one must be
 * met; patterns have '*' for any bytes.
 */
struct bw_conf_class {
	const char *name;
	struct bw_conf_names vendor_class; /* option 60 */
	struct bw_conf_names user_class;   /* 77, whole or any item */
	struct bw_conf_names circuit_id;   /* 82.1; as text, or 0x digits */
	struct bw_conf_names remote_id;    /* 82.2 */
	struct bw_conf_names arch;         /* 93 or 60: names or numbers */
	struct bw_conf_names uuid;         /* 97, as it is written */
	struct bw_conf_names mac;          /* digits it begins with */
	struct bw_conf_names interface;
	struct bw_conf_networks relay; /* giaddr */
	struct bw_conf_spans time;     /* when it is asked */
	enum bw_conf_tristate allow;
	struct bw_conf_settings settings;
};

#define BW_CONF_CLASSES_MAX 64

struct bw_conf_classes {
	struct bw_conf_class *items;
	size_t n;
};

/* A reservation: [host NAME], or a row of [static_dhcp]. */
struct bw_conf_host {
	const char *name; /* of the section; "" for a row of [static_dhcp] */
	/* any of these four is it; zeros: unset */
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN];
	struct bw_conf_bytes client_id;  /* option 61 */
	struct bw_conf_bytes circuit_id; /* option 82.1 */
	uint32_t address;                /* host order; 0 = from the pool */
	const char *hostname;            /* a pattern too; "" unset */
	enum bw_conf_tristate allow;
	struct bw_conf_settings settings;
};

/* Variables in patterns of host names. */
enum bw_conf_hostname {
	BW_CONF_HOSTNAME_IP,
	BW_CONF_HOSTNAME_MAC,
	BW_CONF_HOSTNAME_UUID,
	BW_CONF_N_HOSTNAMES,
};

/* The variable that this begins with; BW_CONF_N_HOSTNAMES: none. */
enum bw_conf_hostname bw_conf_hostname_at(const char *at);

/* "{ip}" */
const char *bw_conf_hostname_str(enum bw_conf_hostname variable);

/* What is wrong with a pattern: a static sentence, or NULL. */
const char *bw_conf_hostname_mistake(const char *pattern);

struct bw_conf_index;

struct bw_conf_hosts {
	struct bw_conf_host *items;
	size_t n;
	struct bw_conf_index *by_name; /* "" is not in it ... */
	struct bw_conf_index *by_mac;  /* ... but here: rows of [static_dhcp] */
};

/* Does the network hold this address? */
static inline bool
bw_conf_network_has(const struct bw_conf_network *network, uint32_t address)
{
	return ((network->address ^ address) & network->netmask) == 0;
}

#endif
