/* SPDX-License-Identifier: ISC */
/*
 * What bootwardctl and the parent say to each other by the control socket: one
 * question of a fixed shape, rows, and an end.  Part of the catalogue, msg.h.
 */
#ifndef BW_IPC_CTL_H
#define BW_IPC_CTL_H

#include "lease/lease.h"

#define BW_REASON_MAX      128
#define BW_EXPORT_NAME_MAX 256
#define BW_CTL_ARCH_MAX    16
#define BW_CTL_CLASS_MAX   64
#define BW_CTL_NAME_MAX    128 /* files and the like in rows are cut to this */

enum bw_ctl_what {
	BW_CTL_STATUS,       /* PROCESS_LISTED; the first is the parent */
	BW_CTL_LEASES,       /* LEASE_LOADED */
	BW_CTL_HOSTS,        /* HOST_LISTED */
	BW_CTL_EXPORTS,      /* EXPORT_LISTED */
	BW_CTL_OVERLAYS,     /* OVERLAY_LISTED */
	BW_CTL_COUNTERS,     /* COUNTER_LISTED */
	BW_CTL_SESSIONS,     /* SESSION_LISTED, the oldest first */
	BW_CTL_TRACE,        /* the same of one machine, each with its events */
	BW_CTL_EXPLAIN,      /* POINT_EXPLAINED */
	BW_CTL_SUSPENDED,    /* SUSPENSION_LISTED */
	BW_CTL_WATCH,        /* EVENT_LISTED as they happen, without end */
	BW_CTL_DROP_LEASE,   /* no rows */
	BW_CTL_DROP_OVERLAY, /* no rows */
	BW_CTL_ADD_LEASE,    /* no rows; one from elsewhere */
	BW_CTL_PARDON,       /* no rows; BY_NOTHING: all of them */
	BW_CTL_RELOAD,       /* REASON_LISTED, when it was refused */
	BW_CTL_LOG_LEVEL,    /* no rows */
	BW_CTL_WHAT_MAX = BW_CTL_LOG_LEVEL,
};

/*
 * By what a machine is named: TRACE any of these, DROP_LEASE its address,
 * PARDON its MAC.
 */
enum bw_ctl_by {
	BW_CTL_BY_NOTHING,
	BW_CTL_BY_MAC,
	BW_CTL_BY_UUID,
	BW_CTL_BY_ADDRESS,
	BW_CTL_BY_MAX = BW_CTL_BY_ADDRESS,
};

/* EXPLAIN: a machine that is only supposed. */
struct bw_ctl_explain {
	uint8_t mac[BW_MAC_LEN];
	uint8_t ipxe;                        /* 1: it runs iPXE already */
	char arch[BW_CTL_ARCH_MAX];          /* "efi-x64" or "7"; "" none */
	char vendor_class[BW_CTL_CLASS_MAX]; /* option 60; "": as arch has it */
};

struct bw_ctl_ask {
	uint8_t what; /* enum bw_ctl_what */
	uint8_t by;   /* enum bw_ctl_by: which of the next three counts */
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN];
	struct bw_addr address;
	/* ADD_LEASE, besides mac and address */
	uint64_t expires_s;
	uint8_t pxe;
	/* DROP_OVERLAY: as OVERLAY_LISTED names them; export "": any */
	char client[BW_ADDR_STR_MAX];
	char export[BW_EXPORT_NAME_MAX];
	struct bw_ctl_explain explain; /* EXPLAIN */
	/* LOG_LEVEL */
	uint32_t services; /* bits 1 << enum bw_role */
	uint8_t level;     /* enum bw_log_level */
};

#define BW_CTL_VALUE_MAX  320
#define BW_CTL_SOURCE_MAX 1024

/* One thing that it would be told, and where that comes from. */
struct bw_ctl_explained {
	char name[BW_CTL_NAME_MAX];
	char value[BW_CTL_VALUE_MAX];
	char source[BW_CTL_SOURCE_MAX];
};

/* A client that bootpd does not hear for a while. */
struct bw_ctl_suspension {
	uint8_t mac[BW_MAC_LEN];
	uint64_t since_s; /* seconds since 1970-01-01 UTC */
	uint64_t until_s;
	char reason[BW_REASON_MAX];
};

/* Who is to be heard again. */
struct bw_ctl_pardon {
	uint8_t all; /* 1: everybody */
	uint8_t mac[BW_MAC_LEN];
};

/* Why the configuration stays as it is. */
#define BW_CTL_REASON_MAX 512

struct bw_ctl_reason {
	char text[BW_CTL_REASON_MAX];
};

struct bw_ctl_process {
	uint8_t role;   /* enum bw_role */
	uint8_t master; /* 1 master, 0 worker (or the parent) */
	uint8_t serving;
	uint32_t index; /* of a worker among its siblings */
	uint32_t pid;
	uint32_t restarts; /* of a master's workers; else 0 */
	uint64_t uptime_ms;
	struct bw_addr peer;         /* whose connection, nbdd */
	char trouble[BW_REASON_MAX]; /* why it does not do its work; "" */
};

/* A reservation. */
struct bw_ctl_host {
	uint8_t mac[BW_MAC_LEN];
	uint32_t address; /* 0: from the pool */
	char name[BW_CTL_NAME_MAX];
	char hostname[BW_HOSTNAME_MAX];
	char file[BW_CTL_NAME_MAX];
};

/* An export and, if anybody uses it, one of those. */
struct bw_ctl_export {
	char name[BW_EXPORT_NAME_MAX];
	char path[BW_EXPORT_NAME_MAX];
	char description[BW_CTL_NAME_MAX];
	uint8_t cow;    /* enum bw_conf_cow */
	uint8_t shared; /* 1: clients write to the image itself */
	uint32_t clients;
	struct bw_addr peer; /* family NONE: nobody uses it */
	uint64_t attached_ms;
	uint64_t size;
	uint64_t bytes_read;
	uint64_t bytes_written;
	uint64_t overlay; /* bytes in this client's */
};

/* One number of what has been counted, as Prometheus calls it. */
struct bw_ctl_counter {
	char name[BW_CTL_NAME_MAX];
	char labels[BW_REASON_MAX + BW_CTL_NAME_MAX]; /* key="value",... */
	uint64_t value;
	uint8_t milli; /* 1: value is in thousandths */
};

/* What a client wrote and what is kept for it. */
struct bw_ctl_overlay {
	char export[BW_EXPORT_NAME_MAX];
	char client[BW_ADDR_STR_MAX]; /* MAC or address */
	uint64_t bytes;               /* of the disk */
	uint64_t used_s;              /* last written; since 1970-01-01 UTC */
	uint8_t in_use;
	uint8_t stale; /* the image has changed since */
};

#define BW_CTL_COW_MAX 3

/* One boot of one machine. */
struct bw_ctl_session {
	uint32_t id;
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN]; /* zeros: not told */
	struct bw_addr address;    /* family NONE: none */
	uint8_t stage;             /* enum bw_stage: the furthest */
	uint64_t started_s;        /* seconds since 1970-01-01 UTC */
	uint64_t length_ms;        /* from its first to its last event */
	uint32_t n_events;         /* all of them; n_lost are forgotten */
	uint32_t n_lost;
	uint32_t n_files; /* complete transfers */
	uint64_t bytes;   /* sent to it: files and exports */
	uint32_t retransmits;
};

/* One event; fields that do not belong to its kind are zero. */
struct bw_ctl_event {
	uint8_t kind;     /* enum bw_msg_type, CLIENT_SEEN .. EXPORT_DETACHED */
	uint8_t role;     /* enum bw_role: who saw it */
	uint32_t session; /* 0: no machine that is known */
	uint8_t mac[BW_MAC_LEN];
	uint64_t wall_s;        /* seconds since 1970-01-01 UTC */
	uint64_t at_ms;         /* since the session began */
	struct bw_addr address; /* family NONE: none */
	uint8_t stage;          /* enum bw_stage */
	uint8_t asked;          /* enum dhcp_type */
	uint8_t answer;         /* enum dhcp_type; 0 = none */
	uint16_t arch;          /* option 93; 0xffff = none */
	uint8_t end;            /* enum bw_end */
	uint64_t size;          /* of the file or export */
	uint64_t bytes;         /* sent */
	uint64_t written;       /* received, NBD */
	uint64_t overlay;       /* in the client's, NBD */
	uint32_t ms;            /* how long it took */
	uint32_t retransmits;
	char name[BW_CTL_NAME_MAX]; /* file or export; raw bytes */
	char options[BW_CTL_NAME_MAX];
	char reason[BW_REASON_MAX];
};

#endif
