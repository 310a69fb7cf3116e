/* SPDX-License-Identifier: ISC */
/*
 * The numbers of BOOTP (RFC 951, 1542), DHCP (RFC 2131, 2132), PXE 2.1 (Intel
 * 1999; options in RFC 4578), UEFI HTTP Boot (UEFI 2.5, 23.7) and iPXE.
 */
#ifndef DHCP_PROTO_H
#define DHCP_PROTO_H

#include "ipc/dhcp_type.h"

enum dhcp_port {
	DHCP_PORT_SERVER = 67,
	DHCP_PORT_CLIENT = 68,
	DHCP_PORT_PXE = 4011, /* PXE 2.1, 2.2.3: boot server discovery */
};

enum dhcp_op {
	DHCP_OP_BOOTREQUEST = 1,
	DHCP_OP_BOOTREPLY = 2,
};

#define DHCP_HTYPE_ETHERNET     1           /* RFC 1700 */
#define DHCP_FLAG_BROADCAST     0x8000u     /* RFC 2131 2, figure 2 */
#define DHCP_COOKIE             0x63825363u /* RFC 1497 */
#define DHCP_CHADDR_LEN         16
#define DHCP_SNAME_LEN          64
#define DHCP_FILE_LEN           128
#define DHCP_HEADER_LEN         236 /* op to file, without the cookie */
#define BOOTP_VEND_LEN          64  /* RFC 951 3 */
#define BOOTP_MESSAGE_LEN       300 /* what old relays and clients want */
#define DHCP_MESSAGE_SIZE_MIN   576 /* RFC 2132 9.10; with IP and UDP header */
#define DHCP_MESSAGE_SIZE_MAX   1472
#define DHCP_IP_UDP_HEADERS_LEN 28
#define DHCP_BROADCAST          UINT32_C(0xffffffff)
#define DHCP_LEASE_INFINITE     UINT32_C(0xffffffff) /* RFC 2131 3.3 */

enum dhcp_option {
	DHCP_OPTION_PAD = 0,                         /* RFC 2132 3.1 */
	DHCP_OPTION_SUBNET_MASK = 1,                 /* 3.3 */
	DHCP_OPTION_ROUTER = 3,                      /* 3.5 */
	DHCP_OPTION_DOMAIN_NAME_SERVER = 6,          /* 3.8 */
	DHCP_OPTION_HOST_NAME = 12,                  /* 3.14 */
	DHCP_OPTION_BOOT_FILE_SIZE = 13,             /* 3.15 */
	DHCP_OPTION_DOMAIN_NAME = 15,                /* 3.17 */
	DHCP_OPTION_MAXIMUM_DATAGRAM = 22,           /* 4.4 */
	DHCP_OPTION_BROADCAST_ADDRESS = 28,          /* 5.3 */
	DHCP_OPTION_NTP_SERVERS = 42,                /* 8.3 */
	DHCP_OPTION_VENDOR_INFORMATION = 43,         /* 8.4 */
	DHCP_OPTION_REQUESTED_IP_ADDRESS = 50,       /* 9.1 */
	DHCP_OPTION_LEASE_TIME = 51,                 /* 9.2 */
	DHCP_OPTION_OVERLOAD = 52,                   /* 9.3 */
	DHCP_OPTION_MESSAGE_TYPE = 53,               /* 9.6 */
	DHCP_OPTION_SERVER_IDENTIFIER = 54,          /* 9.7 */
	DHCP_OPTION_PARAMETER_REQUEST_LIST = 55,     /* 9.8 */
	DHCP_OPTION_MESSAGE = 56,                    /* 9.9 */
	DHCP_OPTION_MAXIMUM_MESSAGE_SIZE = 57,       /* 9.10 */
	DHCP_OPTION_RENEWAL_TIME = 58,               /* 9.11 */
	DHCP_OPTION_REBINDING_TIME = 59,             /* 9.12 */
	DHCP_OPTION_VENDOR_CLASS = 60,               /* 9.13 */
	DHCP_OPTION_CLIENT_IDENTIFIER = 61,          /* 9.14 */
	DHCP_OPTION_TFTP_SERVER_NAME = 66,           /* 9.4 */
	DHCP_OPTION_BOOTFILE_NAME = 67,              /* 9.5 */
	DHCP_OPTION_USER_CLASS = 77,                 /* RFC 3004 */
	DHCP_OPTION_RAPID_COMMIT = 80,               /* RFC 4039 */
	DHCP_OPTION_RELAY_AGENT_INFORMATION = 82,    /* RFC 3046 */
	DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE = 93, /* RFC 4578 2.1 */
	DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER = 97,  /* RFC 4578 2.3 */
	DHCP_OPTION_SUBNET_SELECTION = 118,          /* RFC 3011 */
	DHCP_OPTION_ETHERBOOT = 175,                 /* iPXE's own */
	DHCP_OPTION_END = 255,                       /* RFC 2132 3.2 */
};

/* Option 52: which header fields hold options; RFC 2132 9.3. */
enum dhcp_overload {
	DHCP_OVERLOAD_FILE = 1,
	DHCP_OVERLOAD_SNAME = 2,
};

/* Sub-options of 82. */
enum dhcp_relay_option {
	DHCP_RELAY_OPTION_CIRCUIT_ID = 1,       /* RFC 3046 3.1 */
	DHCP_RELAY_OPTION_REMOTE_ID = 2,        /* RFC 3046 3.2 */
	DHCP_RELAY_OPTION_LINK_SELECTION = 5,   /* RFC 3527 */
	DHCP_RELAY_OPTION_SERVER_OVERRIDE = 11, /* RFC 5107 */
	DHCP_RELAY_OPTION_SOURCE_PORT = 19,     /* RFC 8357 */
};

/* Sub-options of 43; PXE 2.1, table 2-1. */
enum pxe_option {
	PXE_OPTION_DISCOVERY_CONTROL = 6,
	PXE_OPTION_DISCOVERY_GROUP = 7,
	PXE_OPTION_BOOT_SERVERS = 8,
	PXE_OPTION_BOOT_MENU = 9,
	PXE_OPTION_MENU_PROMPT = 10,
	PXE_OPTION_BOOT_ITEM = 71,
	PXE_OPTION_END = 255,
};

/* Bits of 43.6. */
enum pxe_discovery {
	PXE_DISCOVERY_NO_BROADCAST = 1,
	PXE_DISCOVERY_NO_MULTICAST = 2,
	PXE_DISCOVERY_LISTED_ONLY = 4, /* servers of 43.8 */
	PXE_DISCOVERY_USE_FILE = 8,    /* the boot file is in this packet */
};

#define PXE_BOOT_ITEM_LEN 4 /* type, and a layer: u16 each */
#define PXE_TYPE_LOCAL    0 /* of a boot server: boot from the disk */

/* Sub-options of 175. */
enum ipxe_option {
	IPXE_OPTION_NO_PXEDHCP = 176, /* do not wait for ProxyDHCP offers */
};

/* Option 97: a type octet (0) and a UUID. */
#define PXE_MACHINE_IDENTIFIER_LEN 17

/* Option 93; IANA "Processor Architecture Types" (RFC 5970 3.3). */
enum pxe_arch {
	PXE_ARCH_BIOS = 0,
	PXE_ARCH_EFI_IA64 = 2,
	PXE_ARCH_EFI_IA32 = 6,
	PXE_ARCH_EFI_X64 = 7,
	PXE_ARCH_EFI_XSCALE = 8,
	PXE_ARCH_EFI_BC = 9, /* what many x64 machines say */
	PXE_ARCH_EFI_ARM32 = 10,
	PXE_ARCH_EFI_ARM64 = 11,
	PXE_ARCH_HTTP_IA32 = 15,
	PXE_ARCH_HTTP_X64 = 16,
	PXE_ARCH_HTTP_BC = 17,
	PXE_ARCH_HTTP_ARM32 = 18,
	PXE_ARCH_HTTP_ARM64 = 19,
	PXE_ARCH_HTTP_BIOS = 20,
	PXE_ARCH_EFI_RISCV32 = 25,
	PXE_ARCH_HTTP_RISCV32 = 26,
	PXE_ARCH_EFI_RISCV64 = 27,
	PXE_ARCH_HTTP_RISCV64 = 28,
	PXE_ARCH_EFI_LOONGARCH32 = 37,
	PXE_ARCH_HTTP_LOONGARCH32 = 38,
	PXE_ARCH_EFI_LOONGARCH64 = 39,
	PXE_ARCH_HTTP_LOONGARCH64 = 40,
	PXE_ARCH_RASPBERRY_PI = 41,
	PXE_ARCH_NONE = 0xffff, /* ours: not told */
};

#endif
