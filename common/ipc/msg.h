/* SPDX-License-Identifier: ISC */
/*
 * The catalogue of messages between the parent and its children, with one
 * pack/unpack pair per type.  A request is an imperative, its answer the
 * participle; a notice is a noun and participle.  Pure.
 *
 * On the wire: type u16, length u16 (of all of the message), id u32, then the
 * fields in the order of the struct.  An answer bears the id of its request;
 * notices have id 0.
 */
#ifndef BW_IPC_MSG_H
#define BW_IPC_MSG_H

#include "base/addr.h"
#include "base/base.h"
#include "ipc/ctl.h"
#include "ipc/dhcp_type.h"
#include "lease/lease.h"

enum bw_role {
	BW_ROLE_PARENT,
	BW_ROLE_BOOTPD,
	BW_ROLE_TFTPD,
	BW_ROLE_HTTPD,
	BW_ROLE_NBDD,
	BW_ROLE_STORED,
	BW_ROLE_FETCHD,
	BW_ROLE_TLSD,
	BW_ROLE_CTL, /* bootwardctl, by the control socket; no child */
	BW_N_ROLES,
};

enum bw_msg_type {
	BW_MSG_NONE,
	/* life of a child */
	BW_MSG_HELLO,  /* child: I am up */
	BW_MSG_CONFIG, /* parent: a sealed memfd with ini text comes along */
	BW_MSG_READY,  /* child: configured and confined */
	BW_MSG_START,  /* parent: read the network now */
	BW_MSG_STOP,   /* parent: finish what is in flight and exit 0 */
	BW_MSG_PING,   /* parent: are you well? */
	BW_MSG_PINGED, /* child: I am */
	BW_MSG_WORKER_STARTED, /* master: its channel comes along */
	BW_MSG_WORKER_ENDED,   /* master */
	BW_MSG_WORKER_END,     /* parent to master: kill that worker */
	BW_MSG_CREW_START,     /* parent to master: beside the other one */
	BW_MSG_CREW_RETIRE,    /* parent to master: who ends is not replaced */
	BW_MSG_LOG_LEVEL,      /* parent: lines above it are not wanted */
	BW_MSG_LOG_WRITTEN,    /* child: a line for the log */
	BW_MSG_REQUEST_LOGGED, /* httpd: a line for the access log */
	/* what the parent knows */
	BW_MSG_INTERFACE_SEEN, /* parent to bootpd: may serve this interface */
	BW_MSG_INTERFACE_GONE,
	BW_MSG_CLIENT_CHECK, /* may this address fetch? (holds a lease) */
	BW_MSG_CLIENT_CHECKED,
	BW_MSG_FILE_MEASURE, /* bootpd to parent to tftpd: how long is it? */
	BW_MSG_FILE_MEASURED,
	BW_MSG_CLIENT_EXPLAIN,  /* bootpd: what would this one be offered? */
	BW_MSG_POINT_EXPLAINED, /* rows of the answer; also bootwardctl's */
	BW_MSG_CLIENT_EXPLAINED,
	BW_MSG_SUSPENSIONS_ASK,   /* bootpd: whom do you not hear? */
	BW_MSG_SUSPENSION_LISTED, /* rows of the answer; also bootwardctl's */
	BW_MSG_PARDON_ASK,        /* bootpd: hear this one, or all */
	BW_MSG_SUSPENSIONS_ANSWERED, /* the end of either */
	BW_MSG_EXPORT_OPEN, /* nbdd: by name; the image comes with the answer */
	BW_MSG_EXPORT_OPENED,
	BW_MSG_EXPORT_REFUSED,
	BW_MSG_EXPORT_OVERLAY, /* parent to nbdd, before OPENED: what the client
				* wrote, or will, comes along */
	BW_MSG_OVERLAY_GROW,   /* nbdd: room for what its client writes */
	BW_MSG_OVERLAY_GROWN,
	/* leases */
	BW_MSG_LEASE_LOADED, /* one of those kept; stored to parent to bootpd */
	BW_MSG_LEASES_LOADED, /* that was the last */
	BW_MSG_LEASE_COMMIT,  /* make durable; bootpd to parent to stored */
	BW_MSG_LEASE_COMMITTED,
	BW_MSG_LEASE_REFUSED,
	/* remote access decision; bootpd to parent to fetchd */
	BW_MSG_ACCESS_ASK,
	BW_MSG_ACCESS_ANSWERED,
	/*
	 * Remote files; tftpd and httpd to parent to fetchd.  Those from
	 * fetchd bear the id of their REMOTE_OPEN; when all of the file is
	 * available, or it was refused or has ended, no more will come.
	 */
	BW_MSG_REMOTE_OPEN,
	BW_MSG_REMOTE_OPENED, /* what there is of the file comes along */
	BW_MSG_REMOTE_REFUSED,
	BW_MSG_REMOTE_GROWN,
	BW_MSG_REMOTE_ENDED, /* the rest will not come */
	BW_MSG_NOTICE_POST,  /* parent to fetchd: tell a web server of it */
	BW_MSG_FETCH_FILE_RENEWED, /* parent to fetchd: the file, open */
	/*
	 * TLS; httpd and nbdd to parent to tlsd.  The client's connection comes
	 * along, and with the answer the one to go on with in its place.
	 */
	BW_MSG_CONNECTION_WRAP,
	BW_MSG_CONNECTION_WRAPPED,
	BW_MSG_CONNECTION_REFUSED,
	BW_MSG_CERTIFICATE_HANDED, /* parent to tlsd's master: the file, open */
	BW_MSG_KEY_HANDED,         /* the same, once */
	/* events of the boot timeline */
	BW_MSG_CLIENT_SEEN,      /* bootpd: a message and what was answered */
	BW_MSG_TRANSFER_STARTED, /* tftpd, httpd */
	BW_MSG_TRANSFER_PROGRESSED, /* at most once a second, when it moves */
	BW_MSG_TRANSFER_ENDED,
	BW_MSG_EXPORT_ATTACHED,   /* nbdd: a client has the export */
	BW_MSG_EXPORT_PROGRESSED, /* likewise */
	BW_MSG_EXPORT_DETACHED,
	/* the control socket: one ASK, rows, one ANSWERED */
	BW_MSG_CTL_ASK, /* bootwardctl */
	BW_MSG_CTL_ANSWERED,
	BW_MSG_PROCESS_LISTED, /* rows; leases are LEASE_LOADED */
	BW_MSG_HOST_LISTED,
	BW_MSG_EXPORT_LISTED,
	BW_MSG_COUNTER_LISTED,
	BW_MSG_OVERLAY_LISTED,
	BW_MSG_REASON_LISTED,
	BW_MSG_SESSION_LISTED,
	BW_MSG_EVENT_LISTED,
#ifdef BW_PROBE
	BW_MSG_PROBE_TRY, /* probe builds: attempt something forbidden */
	BW_MSG_PROBE_TRIED,
#endif
	BW_N_MSGS,
};

#define BW_MSG_SIZE_MAX    4096 /* header and fields */
#define BW_MSG_HEADER_SIZE 8
#define BW_FILE_MAX        1024 /* names in events are cut to this */
#define BW_LINE_MAX        2048
#define BW_IFNAME_MAX      16
#define BW_CLIENT_FILE_MAX 256
#define BW_NOTICE_MAX      1440 /* whole in a frame of Ethernet, over IPv6 too */
#define BW_ARCH_NONE       0xffff

struct bw_msg_hello {
	uint8_t role;   /* enum bw_role */
	uint8_t master; /* 1 master, 0 worker */
	uint32_t index; /* of the worker among its siblings */
};

/* What is in flight may take as long as it takes. */
#define BW_DRAIN_UNLIMITED UINT32_MAX

struct bw_msg_stop {
	uint32_t drain_ms; /* after that it is cut off; 0 at once */
};

/*
 * The standing workers of a service under one configuration.  There are two
 * while one takes over from the other.
 */
#define BW_N_CREWS 2

struct bw_msg_crew {
	uint8_t crew; /* below BW_N_CREWS; that it concerns */
};

struct bw_msg_worker {
	uint32_t pid;
	uint32_t index;
	uint8_t crew;        /* STARTED only */
	uint32_t status;     /* of waitpid; WORKER_ENDED only */
	struct bw_addr peer; /* nbdd: whose connection; WORKER_STARTED only */
};

struct bw_msg_log {
	uint8_t level; /* enum bw_log_level */
	char line[BW_LINE_MAX];
};

struct bw_msg_log_level {
	uint8_t level; /* enum bw_log_level */
};

struct bw_msg_request {
	char line[BW_LINE_MAX];
};

struct bw_msg_interface {
	uint32_t index;
	char name[BW_IFNAME_MAX];
	uint8_t mac[BW_MAC_LEN];
	uint32_t address; /* IPv4, host order */
	uint32_t netmask;
	uint32_t mtu;
};

struct bw_msg_client_check {
	struct bw_addr addr;
};

/* And what is known of it, for [filters]; zeros and "": not known. */
struct bw_msg_client_checked {
	uint8_t allowed;
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN];
	uint16_t arch; /* option 93; BW_ARCH_NONE */
	char hostname[BW_HOSTNAME_MAX];
	char file[BW_CLIENT_FILE_MAX]; /* File: of the access decision */
};

struct bw_msg_file_measure {
	char name[BW_FILE_MAX]; /* as DHCP tells it */
};

struct bw_msg_file_measured {
	char name[BW_FILE_MAX]; /* of the question */
	uint8_t known;          /* 0: not here, or not the same for everybody */
	uint64_t size;
};

struct bw_msg_export_open {
	char name[BW_EXPORT_NAME_MAX];
	uint8_t attach; /* 1 to use it, 0 to tell its size */
};

/* Bytes that the client's overlay may hold in all: asked for, and granted. */
struct bw_msg_overlay {
	uint64_t room;
};

struct bw_msg_connection {
	struct bw_addr peer; /* whose it is */
	uint8_t role; /* enum bw_role: whom it speaks to; the parent says */
};

struct bw_msg_refused {
	int32_t error; /* a negative errno */
	char reason[BW_REASON_MAX];
};

enum bw_access_phase {
	BW_ACCESS_PHASE_PXE,
	BW_ACCESS_PHASE_DHCP,
	BW_ACCESS_PHASE_MAX = BW_ACCESS_PHASE_DHCP,
};

struct bw_msg_access_ask {
	uint8_t phase; /* enum bw_access_phase */
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN]; /* zeros: not known */
	uint32_t address;          /* 0: not known */
};

struct bw_msg_access_answered {
	uint8_t granted;
	uint16_t status;              /* HTTP status; 0 = no answer in time */
	char client[BW_HOSTNAME_MAX]; /* the body's Client: line */
	char file[BW_FILE_MAX];       /* the body's File: line */
};

struct bw_msg_remote_open {
	uint8_t service; /* enum bw_service; the parent says */
	uint16_t root;   /* in the order of bw_roots_of() */
	char name[BW_FILE_MAX];
};

struct bw_msg_remote_opened {
	uint64_t size;      /* of the whole file */
	uint64_t available; /* that can be read already */
	uint64_t mtime_s;
	uint64_t tag; /* another for other contents */
};

struct bw_msg_remote_grown {
	uint64_t available;
	uint8_t whole; /* that is all of it */
};

/* What fetchd is handed besides its cache. */
enum bw_fetch_file {
	BW_FETCH_FILE_TOKEN,
	BW_FETCH_FILE_HOOK_TOKEN,
	BW_FETCH_FILE_TRUST, /* certificates of authorities */
	BW_N_FETCH_FILES,
};

struct bw_msg_fetch_file {
	uint8_t which; /* enum bw_fetch_file */
};

struct bw_msg_notice {
	uint8_t hook; /* in the order of bw_hooks_of() */
	char text[BW_NOTICE_MAX + 1];
};

/* Which stage of a boot a DHCP client is in, as far as its packet tells. */
enum bw_stage {
	BW_STAGE_FIRMWARE, /* a PXE ROM, or UEFI's PXE or HTTP Boot */
	BW_STAGE_IPXE,
	BW_STAGE_OS,
	BW_STAGE_MAX = BW_STAGE_OS,
};

struct bw_msg_client_seen {
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN]; /* zeros: none sent */
	uint8_t stage;             /* enum bw_stage */
	uint8_t asked;             /* enum dhcp_type */
	uint8_t answer;            /* enum dhcp_type; 0 = none */
	uint16_t arch;             /* option 93; 0xffff = none */
	uint16_t port;             /* 67 or 4011, or what stands for them */
	uint32_t xid;
	uint32_t count;   /* of messages that this one stands for */
	uint32_t address; /* offered or confirmed; 0 none */
	uint32_t taken;   /* it says it has it, of any server; 0 none */
	char interface[BW_IFNAME_MAX];
	char options[BW_REASON_MAX]; /* codes of those in the answer */
	char file[BW_FILE_MAX];      /* boot file or URL given; "" none */
	char reason[BW_REASON_MAX];  /* why no (or a negative) answer; "" */
};

enum bw_end {
	BW_END_COMPLETE,
	BW_END_REFUSED, /* no such file, not allowed, bad request */
	BW_END_ABORTED, /* the client said stop, or went away */
	BW_END_TIMEOUT,
	BW_END_ERROR,   /* a file or the kernel failed */
	BW_END_PROBE,   /* TFTP size probe (ERROR 8 after OACK): normal */
	BW_END_STOPPED, /* the suite is stopping */
	BW_END_MAX = BW_END_STOPPED,
};

/*
 * TFTP and HTTP.  From first on STARTED may leave all zero; from count on
 * PROGRESSED does.
 */
struct bw_msg_transfer {
	struct bw_addr peer;
	uint32_t transfer_id; /* unique in this worker's life */
	uint64_t size;        /* of the file */
	char
	    file[BW_FILE_MAX]; /* as asked, cut; raw bytes, not yet printable */
	char
	    options[BW_REASON_MAX]; /* "blksize=1468 windowsize=4"; "GET 206" */
	uint64_t first;             /* HTTP: first byte of the range */
	uint64_t bytes;             /* of the file that were sent */
	uint32_t ms;
	uint32_t retransmits;
	uint32_t count;  /* of requests that this one stands for */
	uint8_t started; /* 1: STARTED was sent before */
	uint8_t end;     /* enum bw_end */
	char reason[BW_REASON_MAX];
};

/* NBD; ATTACHED leaves the last four zero. */
struct bw_msg_attachment {
	struct bw_addr peer;
	char name[BW_EXPORT_NAME_MAX];
	uint64_t size;
	uint64_t overlay; /* bytes in the client's overlay */
	uint64_t bytes_read;
	uint64_t bytes_written;
	uint32_t ms;
	char reason[BW_REASON_MAX];
};

#ifdef BW_PROBE
struct bw_msg_probe {
	uint32_t act;   /* index into probe.c's table */
	int32_t result; /* 0 it worked, or a negative errno */
};
#endif

struct bw_msg {
	enum bw_msg_type type;
	uint32_t id;
	union {
		struct bw_msg_hello hello;
		struct bw_msg_stop stop;
		struct bw_msg_worker worker; /* WORKER_* */
		struct bw_msg_crew crew;     /* CREW_*, CERTIFICATE_HANDED */
		struct bw_msg_log log;
		struct bw_msg_log_level log_level;
		struct bw_msg_request request;
		struct bw_msg_interface interface;
		struct bw_msg_client_check client_check;
		struct bw_msg_client_checked client_checked;
		struct bw_msg_file_measure measure;
		struct bw_msg_file_measured measured;
		struct bw_msg_export_open export_open;
		struct bw_msg_overlay overlay; /* OVERLAY_GROW, _GROWN */
		struct bw_msg_refused
		    refused; /* EXPORT_REFUSED LEASE_REFUSED CTL_ANSWERED
			      * REMOTE_REFUSED REMOTE_ENDED
			      * CONNECTION_REFUSED
			      * SUSPENSIONS_ANSWERED */
		struct bw_lease lease; /* LEASE_LOADED LEASE_COMMIT */
		struct bw_msg_access_ask access_ask;
		struct bw_msg_access_answered access_answered;
		struct bw_msg_remote_open remote_open;
		struct bw_msg_remote_opened remote_opened;
		struct bw_msg_remote_grown remote_grown;
		struct bw_msg_notice notice;
		struct bw_msg_fetch_file fetch_file;
		struct bw_msg_connection connection; /* CONNECTION_WRAP */
		struct bw_msg_client_seen client_seen;
		struct bw_msg_transfer transfer; /* TRANSFER_* */
		struct bw_msg_attachment
		    attachment; /* EXPORT_ATTACHED and so on */
		struct bw_ctl_ask ask;
		struct bw_ctl_process process;
		struct bw_ctl_host host;
		struct bw_ctl_export export;
		struct bw_ctl_counter counter;
		struct bw_ctl_explain explain;
		struct bw_ctl_explained explained;
		struct bw_ctl_suspension suspension;
		struct bw_ctl_pardon pardon;
		struct bw_ctl_overlay overlay_row;
		struct bw_ctl_reason reason;
		struct bw_ctl_session session;
		struct bw_ctl_event event;
#ifdef BW_PROBE
		struct bw_msg_probe probe;
#endif
	} u; /* types not named here have no fields */
};

/*
 * Pack header and fields.
 *
 *   buf, size  BW_MSG_SIZE_MAX always suffices
 *   returns    0, -EMSGSIZE
 */
int bw_msg_pack(
    const struct bw_msg *msg, uint8_t *buf, size_t size, size_t *out_len);

/*
 * Unpack and check ranges (enumerations, text without NUL, lengths).
 *
 *   out       its fields are written, what is no field of its type is not;
 *             after an error it holds nothing
 *   returns   0
 *             -EBADMSG  not the shape of any message
 *             -ERANGE   a value that its field must not have
 */
int bw_msg_unpack(const uint8_t *buf, size_t len, struct bw_msg *out);

/* The length of the message that these bytes begin with; 0: of none. */
size_t bw_msg_len(const uint8_t *buf, size_t len);

/* "lease-commit"; "?" for what is no type. */
const char *bw_msg_type_str(enum bw_msg_type type);
/* "bootward", "bootpd", ... */
const char *bw_role_str(enum bw_role role);
/* "bootp", "discover" ... of enum dhcp_type; "other" */
const char *bw_dhcp_type_str(uint8_t type);
const char *bw_stage_str(enum bw_stage stage);
const char *bw_end_str(enum bw_end end);
const char *bw_lease_state_str(enum bw_lease_state state);

#endif
