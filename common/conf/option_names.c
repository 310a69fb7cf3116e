/* SPDX-License-Identifier: ISC */
/* Names and types of options; see option_names.h.  Pure. */
#include "conf/option_names.h"

#include <errno.h>

#include "base/text.h"

#define IP      BW_CONF_OPTION_IP
#define IPS     BW_CONF_OPTION_IPS
#define U8      BW_CONF_OPTION_U8
#define U16     BW_CONF_OPTION_U16
#define U32     BW_CONF_OPTION_U32
#define BOOL    BW_CONF_OPTION_BOOL
#define TEXT    BW_CONF_OPTION_TEXT
#define HEX     BW_CONF_OPTION_HEX
#define ROUTES  BW_CONF_OPTION_ROUTES
#define DOMAINS BW_CONF_OPTION_DOMAINS
#define PARTS   BW_CONF_OPTION_PARTS

/* RFC 2132 unless something else is said. */
static const struct bw_conf_option_name names[] = {
    {1, IP, "subnet-mask"},
    {2, U32, "time-offset"},
    {3, IPS, "routers"},
    {4, IPS, "time-servers"},
    {5, IPS, "name-servers"},
    {6, IPS, "domain-name-servers"},
    {7, IPS, "log-servers"},
    {8, IPS, "cookie-servers"},
    {9, IPS, "lpr-servers"},
    {10, IPS, "impress-servers"},
    {11, IPS, "resource-location-servers"},
    {12, TEXT, "host-name"},
    {13, U16, "boot-size"},
    {14, TEXT, "merit-dump"},
    {15, TEXT, "domain-name"},
    {16, IP, "swap-server"},
    {17, TEXT, "root-path"},
    {18, TEXT, "extensions-path"},
    {19, BOOL, "ip-forwarding"},
    {20, BOOL, "non-local-source-routing"},
    {21, IPS, "policy-filter"},
    {22, U16, "max-dgram-reassembly"},
    {23, U8, "default-ip-ttl"},
    {24, U32, "path-mtu-aging-timeout"},
    {25, U16, "path-mtu-plateau-table"},
    {26, U16, "interface-mtu"},
    {27, BOOL, "all-subnets-local"},
    {28, IP, "broadcast-address"},
    {29, BOOL, "perform-mask-discovery"},
    {30, BOOL, "mask-supplier"},
    {31, BOOL, "router-discovery"},
    {32, IP, "router-solicitation-address"},
    {33, IPS, "static-routes"},
    {34, BOOL, "trailer-encapsulation"},
    {35, U32, "arp-cache-timeout"},
    {36, BOOL, "ieee802-3-encapsulation"},
    {37, U8, "default-tcp-ttl"},
    {38, U32, "tcp-keepalive-interval"},
    {39, BOOL, "tcp-keepalive-garbage"},
    {40, TEXT, "nis-domain"},
    {41, IPS, "nis-servers"},
    {42, IPS, "ntp-servers"},
    {43, HEX, "vendor-encapsulated-options"},
    {44, IPS, "netbios-name-servers"},
    {45, IPS, "netbios-dd-server"},
    {46, U8, "netbios-node-type"},
    {47, TEXT, "netbios-scope"},
    {48, IPS, "font-servers"},
    {49, IPS, "x-display-manager"},
    {60, TEXT, "vendor-class-identifier"},
    {62, TEXT, "nwip-domain"},    /* RFC 2242 */
    {63, HEX, "nwip-suboptions"}, /* RFC 2242 */
    {64, TEXT, "nisplus-domain"},
    {65, IPS, "nisplus-servers"},
    {66, TEXT, "tftp-server-name"},
    {67, TEXT, "bootfile-name"},
    {68, IPS, "mobile-ip-home-agent"},
    {69, IPS, "smtp-server"},
    {70, IPS, "pop-server"},
    {71, IPS, "nntp-server"},
    {72, IPS, "www-server"},
    {73, IPS, "finger-server"},
    {74, IPS, "irc-server"},
    {75, IPS, "streettalk-server"},
    {76, IPS, "streettalk-directory-assistance-server"},
    {78, PARTS, "slp-directory-agent"},     /* RFC 2610 */
    {79, PARTS, "slp-service-scope"},       /* RFC 2610 */
    {83, PARTS, "isns"},                    /* RFC 4174 */
    {85, IPS, "nds-servers"},               /* RFC 2241 */
    {86, TEXT, "nds-tree-name"},            /* RFC 2241 */
    {87, TEXT, "nds-context"},              /* RFC 2241 */
    {88, DOMAINS, "bcms-controller-names"}, /* RFC 4280 */
    {89, IPS, "bcms-controller-address"},   /* RFC 4280 */
    {92, IPS, "associated-ip"},             /* RFC 4388 */
    {98, TEXT, "uap-servers"},              /* RFC 2485 */
    {99, HEX, "geoconf-civic"},             /* RFC 4776 */
    {100, TEXT, "pcode"},                   /* RFC 4833 */
    {101, TEXT, "tcode"},                   /* RFC 4833 */
    {108, U32, "v6-only-preferred"},        /* RFC 8925 */
    {112, TEXT, "netinfo-server-address"},
    {113, TEXT, "netinfo-server-tag"},
    {114, TEXT, "captive-portal"},            /* RFC 8910 */
    {116, BOOL, "auto-config"},               /* RFC 2563 */
    {117, U16, "name-service-search"},        /* RFC 2937 */
    {119, DOMAINS, "domain-search"},          /* RFC 3397 */
    {120, PARTS, "sip-servers"},              /* RFC 3361 */
    {121, ROUTES, "classless-static-routes"}, /* RFC 3442 */
    {123, HEX, "geoconf"},                    /* RFC 6225 */
    {124, PARTS, "vivco"},                    /* RFC 3925 */
    {125, PARTS, "vivso"},                    /* RFC 3925 */
    {136, IPS, "pana-agent"},                 /* RFC 5192 */
    {137, DOMAINS, "v4-lost"},                /* RFC 5223 */
    {138, IPS, "capwap-ac"},                  /* RFC 5417 */
    {139, PARTS, "mos-address"},              /* RFC 5678 */
    {140, PARTS, "mos-fqdn"},                 /* RFC 5678 */
    {141, DOMAINS, "sip-ua-cs-domains"},      /* RFC 6011 */
    {142, IPS, "andsf-server"},               /* RFC 6153 */
    {150, IPS, "tftp-server-address"},        /* RFC 5859 */
    {175, HEX, "ipxe"},
    {208, HEX, "pxelinux-magic"},       /* RFC 5071 */
    {209, TEXT, "pxelinux-configfile"}, /* RFC 5071 */
    {210, TEXT, "pxelinux-pathprefix"}, /* RFC 5071 */
    {211, U32, "pxelinux-reboottime"},  /* RFC 5071 */
    {249, ROUTES, "ms-classless-static-routes"},
    {252, TEXT, "wpad"},
};

const struct bw_conf_option_name *
bw_conf_option_name_nth(size_t i)
{
	return i < ARRAY_LEN(names) ? &names[i] : NULL;
}

const char *
bw_conf_option_reserved(uint8_t code)
{
	switch (code) {
	case 0:
	case 255:
		return "no option has this code";
	case 51:
		return "write lease_time";
	case 58:
		return "write renewal_time";
	case 59:
		return "write rebinding_time";
	case 50:
	case 52:
	case 53:
	case 54:
	case 55:
	case 56:
	case 57:
	case 61:
	case 80:
	case 82:
	case 97:
	case 118:
		return "the protocol itself has this option";
	default:
		return NULL;
	}
}

static const char *const types[] = {
    [BW_CONF_OPTION_IP] = "ip",
    [BW_CONF_OPTION_IPS] = "ips",
    [BW_CONF_OPTION_U8] = "u8",
    [BW_CONF_OPTION_U16] = "u16",
    [BW_CONF_OPTION_U32] = "u32",
    [BW_CONF_OPTION_BOOL] = "bool",
    [BW_CONF_OPTION_TEXT] = "text",
    [BW_CONF_OPTION_HEX] = "hex",
    [BW_CONF_OPTION_ROUTES] = "routes",
    [BW_CONF_OPTION_DOMAINS] = "domains",
    [BW_CONF_OPTION_PARTS] = "parts",
};

const char *
bw_conf_option_type_str(enum bw_conf_option_type type)
{
	BW_ASSERT(type < ARRAY_LEN(types));
	return types[type];
}

int
bw_conf_option_type_find(const char *word, enum bw_conf_option_type *out)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (bw_text_equal_nocase(types[i], word)) {
			*out = (enum bw_conf_option_type)i;
			return 0;
		}
	}
	return -ENOENT;
}
