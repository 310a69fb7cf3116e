/* SPDX-License-Identifier: ISC */
/*
 * The configuration: ini text (inih) to one typed struct, and back to the
 * merged text that --dump-config prints and that children are handed.
 * Both generations of pybootd's ini load with their own meaning.
 *
 * Everything a struct bw_conf points to lives in its arena and is freed by
 * bw_conf_fini().  Text values are never NULL unless said; "" is unset.
 */
#ifndef BW_CONF_CONF_H
#define BW_CONF_CONF_H

#include "base/addr.h"
#include "base/base.h"
#include "conf/logger.h"
#include "conf/net.h"
#include "conf/tls.h"
#include "conf/upload.h"
#include "ipc/msg.h"

enum bw_conf_access {
	BW_CONF_ACCESS_NONE,
	BW_CONF_ACCESS_MAC,
	BW_CONF_ACCESS_UUID,
	BW_CONF_ACCESS_HTTP,
};

/* Whose packets replies are to look like. */
enum bw_conf_compat {
	BW_CONF_COMPAT_NONE,
	BW_CONF_COMPAT_PYBOOTD,
	BW_CONF_COMPAT_PYPXE,
};

/* [menu NAME]: one line of the boot menu of PXE firmware */
struct bw_conf_menu_item {
	const char *name;
	const char *text;      /* "" = the name */
	const char *boot_file; /* "" and no server: boot from the disk */
	uint32_t server;       /* 0 = this one */
	uint32_t type;         /* of a boot server; 0 = one of ours */
	bool efi;              /* UEFI is shown it too */
};

#define BW_CONF_MENU_MAX 16

struct bw_conf_menu {
	struct bw_conf_menu_item *items; /* in file order */
	size_t n;
	const char *prompt;
	uint32_t timeout_s; /* 255 = for ever */
	uint32_t group;     /* where boot servers are looked for; 0 nowhere */
	bool broadcast;     /* they are looked for by broadcast */
};

/* What a value of [filters] in brackets is. */
enum bw_conf_brackets {
	BW_CONF_BRACKETS_AUTO,
	BW_CONF_BRACKETS_TEXT,
	BW_CONF_BRACKETS_FILE,
};

/* name = value, in file order: [bootfile], [filters] */
struct bw_conf_pair {
	const char *name;
	const char *value;
};

struct bw_conf_pairs {
	struct bw_conf_pair *items;
	size_t n;
};

/* One row of [mac], [uuid] or [buggy_clients]: key & mask == id & mask. */
struct bw_conf_match {
	uint8_t id[BW_UUID_LEN];   /* a MAC uses the first BW_MAC_LEN bytes */
	uint8_t mask[BW_UUID_LEN]; /* set bits are compared */
	bool exact;                /* no mask was written */
	bool value;
};

struct bw_conf_matches {
	struct bw_conf_match *items; /* in file order */
	size_t n;
	bool present; /* the section is there, be it empty */
};

/* Where what a client writes is kept. */
enum bw_conf_cow {
	BW_CONF_COW_NONE, /* nowhere: see write_shared */
	BW_CONF_COW_MEMORY,
	BW_CONF_COW_DISK, /* gone with the connection, as memory is */
	BW_CONF_COW_KEEP, /* the client's for good */
};

/* Whom an export is for: the first bits of an address, or of a MAC. */
struct bw_conf_allow {
	struct bw_addr addr; /* family NONE: a MAC */
	uint8_t mac[BW_MAC_LEN];
	uint8_t prefix; /* bits that count */
};

struct bw_conf_allows {
	struct bw_conf_allow *items; /* none: everybody */
	size_t n;
};

/* [export NAME] */
struct bw_conf_export {
	const char *name;
	const char *path;
	uint64_t offset; /* where in the image it begins; bytes */
	uint64_t size;   /* 0: to the end of the image */
	const char *description;
	enum bw_conf_cow cow;
	uint32_t cow_quota_mib; /* of one client; 256 */
	bool write_shared;      /* all clients write to the image itself */
	bool copy_to_ram;       /* the image is read at start, once */
	struct bw_conf_allows allow;
	/* unset: what [bootward] says */
	enum bw_conf_tristate require_lease;
	uint32_t max_connections; /* 0: as many as there may be in all */
	bool tls_only;            /* whatever others are */
};

#define BW_CONF_EXPORTS_MAX 1024

struct bw_conf_exports {
	struct bw_conf_export *items;
	size_t n;
	const char *default_name; /* NULL or "": the first */
	enum bw_conf_starttls starttls;
};

/* [root NAME]: what is served under a prefix of names. */
struct bw_conf_root {
	const char *name;   /* of the section */
	const char *prefix; /* of the names asked for; "" and "/": all */
	const char *path;   /* a directory or a URL */
	bool tftpd;         /* which services serve it */
	bool httpd;
};

struct bw_conf_roots {
	struct bw_conf_root *items;
	size_t n;
};

/* A path of a socket: sun_path without its NUL; unix(7) */
#define BW_CONF_SOCKET_PATH_MAX 107

/* What a target of notifications is sent. */
enum bw_conf_notice_format {
	BW_CONF_NOTICE_PYBOOTD, /* as 1.8.0: MAC with colons */
	BW_CONF_NOTICE_UPPER,   /* before that: UUID in capitals */
	BW_CONF_NOTICE_DASH,    /* and before that: MAC with dashes */
	BW_CONF_NOTICE_JSON,    /* events */
};

/* A target: an address and a port, or the one of the others that is not "". */
struct bw_conf_notice {
	struct bw_addr addr; /* family NONE: one of the others */
	const char *path;    /* of a socket */
	const char *url;     /* of a hook; see hooks.h */
	enum bw_conf_notice_format format;
};

#define BW_CONF_NOTICES_MAX 16

struct bw_conf_notices {
	struct bw_conf_notice *items;
	size_t n;
};

/* 127.0.0.1 and ::1. */
#define BW_CONF_METRICS_MAX 2

struct bw_conf_bootward {
	const char *state_dir;         /* /var/lib/bootward */
	const char *control;           /* a path, "auto" or "none" */
	struct bw_conf_addrs metrics;  /* loopback, with ports; empty: none */
	struct bw_conf_notices notify; /* JSON, unless said */
	const char *notify_token_file; /* for hooks; "": none is sent */
	const char
	    *user_prefix; /* a name (_bootward), or a number: first uid */
	bool degraded;    /* sandbox = degraded */
	bool require_lease;
	uint32_t drain_ms; /* drain_timeout; 30000 */
};

/* How much anybody is heard. */
struct bw_conf_flood {
	uint32_t clients;          /* remembered; 0 = no limit for each */
	uint32_t burst;            /* packets at once, then one a second */
	uint32_t suspend_s;        /* who says more; 150 */
	uint32_t suspend_denied_s; /* who is not served; 0 */
	uint32_t interface_rate;   /* of all without a lease; 0 = any */
	uint32_t rate;
};

/* Who is served, by what it speaks. */
enum bw_conf_serve {
	BW_CONF_SERVE_PXE = 1,  /* firmware, iPXE, and the systems they boot */
	BW_CONF_SERVE_DHCP = 2, /* any other DHCP client */
	BW_CONF_SERVE_BOOTP = 4,
	/* what allow_simple_dhcp is about */
	BW_CONF_SERVE_PLAIN = BW_CONF_SERVE_DHCP | BW_CONF_SERVE_BOOTP,
};

struct bw_conf_bootpd {
	bool enabled;
	struct bw_conf_names
	    interfaces;         /* empty: the one that holds pool_start */
	uint32_t address;       /* where to listen; 0 = any */
	uint16_t port;          /* 67 */
	uint16_t pxe_port;      /* 4011 */
	uint32_t pool_start;    /* 0 = no pool */
	uint32_t pool_count;    /* 10 */
	uint32_t netmask;       /* 0 = the interface's */
	uint32_t gateway;       /* 0 = the server's address */
	bool set_gateway;       /* false: no option 3 */
	const char *servername; /* unknown */
	struct bw_conf_notices notify; /* pybootd's, unless said */
	enum bw_conf_access access;
	uint32_t serve; /* bits of enum bw_conf_serve; 0 = unset */
	enum bw_conf_tristate allow_simple_dhcp; /* where serve is unset */
	bool proxy;
	bool authoritative;
	bool nak_renewals;
	bool identity_by_mac;    /* whatever option 61 says */
	bool remember_uuid;      /* of who does not say it again */
	bool rapid_commit;       /* RFC 4039 */
	bool conflict_detection; /* ARP before an offer */
	bool ping_check;         /* ICMP before one through a relay */
	bool scan;               /* ARP for all of the pools at the start */
	uint32_t quarantine_s;   /* of an address somebody else uses */
	bool lease_reuse_never;  /* an address stays with who had it */
	struct bw_conf_flood flood;
	bool subnet_selection; /* RFC 3011 */
	enum bw_conf_compat compat;
	bool router_advert; /* tell who boots that there is no IPv6 router */
	struct bw_conf_networks relays;   /* that are heard; empty: any */
	bool relayed_only;                /* nobody else */
	struct bw_conf_settings settings; /* for all; no boot files */
	struct bw_conf_pairs bootfile;    /* [bootfile] */
	struct bw_conf_menu menu;
	struct bw_conf_subnets subnets;
	struct bw_conf_classes classes;
	struct bw_conf_zone zone; /* of their times; the parent's */
	struct bw_conf_hosts hosts;
	struct bw_conf_matches mac;           /* [mac] */
	struct bw_conf_matches uuid;          /* [uuid] */
	struct bw_conf_matches buggy_clients; /* [buggy_clients] */
};

/* [http]: the remote access decision, asked through fetchd. */
struct bw_conf_http_access {
	const char *location; /* [SCHEME://]HOST[:PORT]; "" unset */
	const char *pxe;      /* path while in firmware */
	const char *dhcp;     /* path in the operating system's stage */
	uint32_t timeout_ms;  /* 5000 */
	bool always_check;
	uint32_t cache_s; /* a grant holds; 0 = while the stage does */
	bool fail_open;   /* serve when there is no answer */
	bool mac_dashes;  /* how machines are written in the question */
	bool uuid_upper;
	const char *token_file;        /* "": none is sent */
	struct bw_conf_addrs resolved; /* of location's host; the parent's */
};

/* first 0: any port the kernel likes */
struct bw_conf_ports {
	uint16_t first;
	uint16_t last;
};

struct bw_conf_tftpd {
	bool enabled;
	struct bw_conf_addrs address; /* empty: any, IPv4 and IPv6 */
	uint16_t port;                /* 69 */
	const char *root;             /* a directory; "": see roots */
	bool case_fold;               /* names in another case are found */
	uint32_t workers;             /* 1 */
	uint32_t blocksize;           /* without the option: 512 */
	uint32_t timeout_ms;          /* first retransmission; 2000 */
	uint32_t max_blocksize;       /* 65464 */
	bool fit_mtu;                 /* and no more than fits link_mtu */
	uint32_t link_mtu;            /* our interfaces' least; the parent's */
	uint32_t max_windowsize;      /* 64 */
	uint32_t rollover;            /* 0 or 1 follows block 65535; 0 */
	uint32_t retries;             /* sendings without an answer; 12 */
	uint32_t max_clients;         /* of one worker; 1024 */
	uint32_t max_clients_per_address; /* 0 = any number */
	struct bw_conf_ports port_range;  /* transfers are sent from */
	bool single_port;                 /* they are sent from port */
	struct bw_conf_pairs filters;     /* [filters] */
	enum bw_conf_brackets filter_brackets;
	struct bw_conf_names filter_dirs; /* where else targets are */
	struct bw_conf_upload upload;     /* what clients may write */
	struct bw_conf_names templates;   /* patterns */
};

/* Remote roots, and where they are kept. */
struct bw_conf_fetchd {
	const char *cache_dir;          /* "": cache in the state directory */
	uint32_t cache_size_mib;        /* 4096 */
	uint32_t max_file_mib;          /* 2048 */
	uint32_t max_downloads;         /* at once; 16 */
	uint32_t timeout_ms;            /* silence of an origin; 10000 */
	uint32_t fresh_ms;              /* not asked about again; 60000 */
	const char *ca_file;            /* whom https trusts */
	struct bw_conf_names redirects; /* servers besides those of roots */
	struct bw_conf_pairs resolved;  /* addresses of hosts; the parent's */
};

struct bw_conf_httpd {
	bool enabled;
	struct bw_conf_addrs address;
	uint16_t port;                    /* 80 */
	struct bw_conf_addrs tls_address; /* empty: as address */
	uint16_t tls_port;                /* 443 */
	const char *root;                 /* as tftpd's */
	uint32_t workers;
	uint32_t max_connections;             /* 16384, of one worker */
	uint32_t max_connections_per_address; /* 256 */
	uint32_t max_requests;                /* of a connection; 0 = any */
	uint32_t max_head;                    /* bytes; 8192 */
	uint32_t head_timeout_ms;             /* 15000 */
	uint32_t idle_timeout_ms;             /* 60000 */
	uint32_t send_timeout_ms;             /* for 16 KiB; 60000 */
	const char *index; /* of a directory: index.html; "" none */
	bool listing;      /* of directories without it */
	bool gzip;         /* NAME.gz instead of NAME, to who asks */
	struct bw_conf_names dot_names; /* that are served; "*" all */
	const char *mime_types;         /* a file; "" none */
	struct bw_conf_names templates; /* patterns */
	const char *access_log;         /* a file; "none" */
	int check_ip_status;            /* 401 or 403 */
	/* unset: yes when bootpd here gives addresses, else no */
	enum bw_conf_tristate check_ip;
};

struct bw_conf_nbdd {
	bool enabled;
	struct bw_conf_addrs address;
	uint16_t port;                        /* 10809 */
	uint32_t max_connections;             /* 256 */
	uint32_t max_connections_per_address; /* 16 */
	uint32_t peer_timeout_ms;  /* of one that does not answer; 120000 */
	const char *overlay_dir;   /* "": overlays, in the state directory */
	uint32_t memory_quota_mib; /* all copies; 0: half of the machine's */
	uint32_t disk_quota_mib;   /* all overlays; 0: what there is */
	struct bw_conf_exports exports;
};

struct bw_conf_index;
struct bw_conf_origin;

/* Where each key was set; see origin.h. */
struct bw_conf_origins {
	bool kept;
	struct bw_conf_index *index;
	struct bw_conf_origin *items;
	size_t n;
};

struct bw_conf {
	struct bw_conf_bootward bootward;
	struct bw_conf_logger logger;
	struct bw_conf_bootpd bootpd;
	struct bw_conf_http_access http;
	struct bw_conf_roots roots; /* of tftpd and httpd */
	struct bw_conf_fetchd fetchd;
	struct bw_conf_tftpd tftpd;
	struct bw_conf_httpd httpd;
	struct bw_conf_nbdd nbdd;
	struct bw_conf_tls tls;
	struct bw_conf_origins origins;
	struct bw_conf_arena *arena; /* owns everything pointed to */
};

/*
 * Told of every mistake, in the order of the text.  The message is whole:
 * "FILE:LINE: SECTION.KEY: reason; did you mean \"NAME\"?"
 */
typedef void bw_conf_complain(void *arg, const char *message);

/* Defaults only.  Ends with bw_conf_fini(), as all of the following. */
void bw_conf_init(struct bw_conf *conf);
void bw_conf_fini(struct bw_conf *conf);

/*
 * Read one ini text on top of what conf holds: a later file wins key by key,
 * lists are replaced, rows and sections with names of their own are added.
 *
 *   name      how to call it in complaints
 *   text,len  borrowed
 *   returns   0
 *             -EBADMSG  complained at least once; conf may be partly filled
 */
int bw_conf_read(struct bw_conf *conf, const char *name, const char *text,
    size_t len, bw_conf_complain *complain, void *arg);

/*
 * Set one key as if SECTION.KEY = VALUE stood in a file called name; how the
 * command line's --root, --interface and --proxy act.
 */
int bw_conf_set(struct bw_conf *conf, const char *name, const char *section,
    const char *key, const char *value, bw_conf_complain *complain, void *arg);

/*
 * After the last file: what must hold between keys (a root for tftpd, a pool
 * or proxy or hosts for bootpd, access = http with a location ...).
 *
 *   returns   0
 *             -EBADMSG  complained at least once
 */
int bw_conf_check(
    const struct bw_conf *conf, bw_conf_complain *complain, void *arg);

/*
 * Before it takes over from one that runs: what only a restart can change.
 *
 *   returns   0
 *             -EBADMSG  complained at least once
 */
int bw_conf_check_fixed(const struct bw_conf *conf,
    const struct bw_conf *running, bw_conf_complain *complain, void *arg);

/*
 * Write the whole configuration as ini text that bw_conf_read() reads back to
 * an equal one.  Sections of services that are not enabled are left out.
 *
 *   out       *out is allocated; the caller frees it
 *   returns   0
 *             -ENOMEM
 */
int bw_conf_dump(const struct bw_conf *conf, char **out, size_t *out_len);

/*
 * What the parent finds out about the world and children must be told, kept
 * in the configuration so that it travels in the same text.
 */
int bw_conf_addrs_set(struct bw_conf *conf, struct bw_conf_addrs *list,
    const struct bw_addr *addrs, size_t n);

/* Does bootpd give out addresses here (so that leases exist)? */
bool bw_conf_has_leases(const struct bw_conf *conf);
/* How many addresses it may give, by pools and reservations. */
uint32_t bw_conf_n_addresses(const struct bw_conf *conf);
/* Is this address in a pool? */
bool bw_conf_pool_has(const struct bw_conf *conf, uint32_t address);
/* Is its pool to be taken from the subnet of its (first) interface? */
bool bw_conf_wants_pool(const struct bw_conf *conf);
/* Does httpd have an access log? */
bool bw_conf_logs_access(const struct bw_conf *conf);
/* Who is served, by the key that says so; bits of enum bw_conf_serve. */
uint32_t bw_conf_served(const struct bw_conf_bootpd *bootpd);
/* Is a web server asked who may boot? */
bool bw_conf_asks_access(const struct bw_conf *conf);
/* Is it asked by https? */
bool bw_conf_access_is_tls(const struct bw_conf *conf);

/* Is there a certificate, and somebody who may show it? */
bool bw_conf_has_tls(const struct bw_conf *conf);
/* Must a peer of httpd hold a lease here? */
bool bw_conf_http_checks_ip(const struct bw_conf *conf);

/* The export of this name, or NULL; "" asks for the default one. */
const struct bw_conf_export *
bw_conf_export_find(const struct bw_conf *conf, const char *name);
const struct bw_conf_export *
bw_conf_export_default(const struct bw_conf_exports *exports);
/* Must whoever uses it hold a lease here? */
bool bw_conf_export_wants_lease(
    const struct bw_conf *conf, const struct bw_conf_export *export);
/* Has any export its clients' writes kept like this? */
bool bw_conf_has_cow(const struct bw_conf *conf, enum bw_conf_cow cow);

/*
 * Is an export with this list for that client?
 *
 *   mac      NULL when it is not known
 *   returns  true also when the list is empty
 */
bool bw_conf_allows(const struct bw_conf_allows *allows,
    const struct bw_addr *addr, const uint8_t *mac);

#endif
