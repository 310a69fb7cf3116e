/* SPDX-License-Identifier: ISC */
/* The table of who may say what to whom; see rules.h.  Pure. */
#include "ipc/rules.h"

#define MASTER       (1u << BW_N_ROLES)
#define WORKER(role) (1u << (role))
#define PARENT       WORKER(BW_ROLE_PARENT)
#define BOOTPD       WORKER(BW_ROLE_BOOTPD)
#define TFTPD        WORKER(BW_ROLE_TFTPD)
#define HTTPD        WORKER(BW_ROLE_HTTPD)
#define NBDD         WORKER(BW_ROLE_NBDD)
#define STORED       WORKER(BW_ROLE_STORED)
#define FETCHD       WORKER(BW_ROLE_FETCHD)
#define TLSD         WORKER(BW_ROLE_TLSD)
#define CTL          WORKER(BW_ROLE_CTL)
#define WORKERS      (BOOTPD | TFTPD | HTTPD | NBDD | STORED | FETCHD | TLSD)

enum with_fd {
	NO_FD,
	FD, /* always */
};

static const struct row {
	const char *name;
	unsigned from;
	unsigned to;
	enum with_fd with_fd;
} rows[BW_N_MSGS] = {
    [BW_MSG_HELLO] = {"hello", WORKERS | MASTER, PARENT, NO_FD},
    [BW_MSG_CONFIG] = {"config", PARENT, WORKERS | MASTER, FD},
    [BW_MSG_READY] = {"ready", WORKERS | MASTER, PARENT, NO_FD},
    [BW_MSG_START] = {"start", PARENT, WORKERS | MASTER, NO_FD},
    [BW_MSG_STOP] = {"stop", PARENT, WORKERS | MASTER, NO_FD},
    [BW_MSG_PING] = {"ping", PARENT, WORKERS | MASTER, NO_FD},
    [BW_MSG_PINGED] = {"pinged", WORKERS | MASTER, PARENT, NO_FD},
    [BW_MSG_WORKER_STARTED] = {"worker-started", MASTER, PARENT, FD},
    [BW_MSG_WORKER_ENDED] = {"worker-ended", MASTER, PARENT, NO_FD},
    [BW_MSG_WORKER_END] = {"worker-end", PARENT, MASTER, NO_FD},
    [BW_MSG_CREW_START] = {"crew-start", PARENT, MASTER, NO_FD},
    [BW_MSG_CREW_RETIRE] = {"crew-retire", PARENT, MASTER, NO_FD},
    [BW_MSG_LOG_LEVEL] = {"log-level", PARENT, WORKERS | MASTER, NO_FD},
    [BW_MSG_LOG_WRITTEN] = {"log-written", WORKERS | MASTER, PARENT, NO_FD},
    [BW_MSG_REQUEST_LOGGED] = {"request-logged", HTTPD, PARENT, NO_FD},
    [BW_MSG_INTERFACE_SEEN] = {"interface-seen", PARENT, BOOTPD, NO_FD},
    [BW_MSG_INTERFACE_GONE] = {"interface-gone", PARENT, BOOTPD, NO_FD},
    [BW_MSG_CLIENT_CHECK] = {"client-check", TFTPD | HTTPD, PARENT, NO_FD},
    [BW_MSG_CLIENT_CHECKED] = {"client-checked", PARENT, TFTPD | HTTPD, NO_FD},
    [BW_MSG_FILE_MEASURE] = {"file-measure", BOOTPD | PARENT, PARENT | TFTPD,
	NO_FD},
    [BW_MSG_FILE_MEASURED] = {"file-measured", TFTPD | PARENT, PARENT | BOOTPD,
	NO_FD},
    [BW_MSG_CLIENT_EXPLAIN] = {"client-explain", PARENT, BOOTPD, NO_FD},
    [BW_MSG_POINT_EXPLAINED] = {"point-explained", BOOTPD | PARENT,
	PARENT | CTL, NO_FD},
    [BW_MSG_CLIENT_EXPLAINED] = {"client-explained", BOOTPD, PARENT, NO_FD},
    [BW_MSG_SUSPENSIONS_ASK] = {"suspensions-ask", PARENT, BOOTPD, NO_FD},
    [BW_MSG_SUSPENSION_LISTED] = {"suspension-listed", BOOTPD | PARENT,
	PARENT | CTL, NO_FD},
    [BW_MSG_PARDON_ASK] = {"pardon-ask", PARENT, BOOTPD, NO_FD},
    [BW_MSG_SUSPENSIONS_ANSWERED] = {"suspensions-answered", BOOTPD, PARENT,
	NO_FD},
    [BW_MSG_EXPORT_OPEN] = {"export-open", NBDD, PARENT, NO_FD},
    [BW_MSG_EXPORT_OPENED] = {"export-opened", PARENT, NBDD, FD},
    [BW_MSG_EXPORT_REFUSED] = {"export-refused", PARENT, NBDD, NO_FD},
    [BW_MSG_EXPORT_OVERLAY] = {"export-overlay", PARENT, NBDD, FD},
    [BW_MSG_OVERLAY_GROW] = {"overlay-grow", NBDD, PARENT, NO_FD},
    [BW_MSG_OVERLAY_GROWN] = {"overlay-grown", PARENT, NBDD, NO_FD},
    [BW_MSG_LEASE_LOADED] = {"lease-loaded", STORED | PARENT,
	PARENT | BOOTPD | CTL, NO_FD},
    [BW_MSG_LEASES_LOADED] = {"leases-loaded", STORED | PARENT, PARENT | BOOTPD,
	NO_FD},
    [BW_MSG_LEASE_COMMIT] = {"lease-commit", BOOTPD | PARENT, PARENT | STORED,
	NO_FD},
    [BW_MSG_LEASE_COMMITTED] = {"lease-committed", STORED | PARENT,
	PARENT | BOOTPD, NO_FD},
    [BW_MSG_LEASE_REFUSED] = {"lease-refused", STORED | PARENT, PARENT | BOOTPD,
	NO_FD},
    [BW_MSG_ACCESS_ASK] = {"access-ask", BOOTPD | PARENT, PARENT | FETCHD,
	NO_FD},
    [BW_MSG_ACCESS_ANSWERED] = {"access-answered", FETCHD | PARENT,
	PARENT | BOOTPD, NO_FD},
    [BW_MSG_REMOTE_OPEN] = {"remote-open", TFTPD | HTTPD | PARENT,
	PARENT | FETCHD, NO_FD},
    [BW_MSG_REMOTE_OPENED] = {"remote-opened", FETCHD | PARENT,
	PARENT | TFTPD | HTTPD, FD},
    [BW_MSG_REMOTE_REFUSED] = {"remote-refused", FETCHD | PARENT,
	PARENT | TFTPD | HTTPD, NO_FD},
    [BW_MSG_REMOTE_GROWN] = {"remote-grown", FETCHD | PARENT,
	PARENT | TFTPD | HTTPD, NO_FD},
    [BW_MSG_REMOTE_ENDED] = {"remote-ended", FETCHD | PARENT,
	PARENT | TFTPD | HTTPD, NO_FD},
    [BW_MSG_FETCH_FILE_RENEWED] = {"fetch-file-renewed", PARENT, FETCHD, FD},
    [BW_MSG_NOTICE_POST] = {"notice-post", PARENT, FETCHD, NO_FD},
    [BW_MSG_CONNECTION_WRAP] = {"connection-wrap", HTTPD | NBDD | PARENT,
	PARENT | TLSD, FD},
    [BW_MSG_CONNECTION_WRAPPED] = {"connection-wrapped", TLSD | PARENT,
	PARENT | HTTPD | NBDD, FD},
    [BW_MSG_CONNECTION_REFUSED] = {"connection-refused", TLSD | PARENT,
	PARENT | HTTPD | NBDD, NO_FD},
    [BW_MSG_CERTIFICATE_HANDED] = {"certificate-handed", PARENT, MASTER, FD},
    [BW_MSG_KEY_HANDED] = {"key-handed", PARENT, MASTER, FD},
    [BW_MSG_CLIENT_SEEN] = {"client-seen", BOOTPD, PARENT, NO_FD},
    [BW_MSG_TRANSFER_STARTED] = {"transfer-started", TFTPD | HTTPD, PARENT,
	NO_FD},
    [BW_MSG_TRANSFER_PROGRESSED] = {"transfer-progressed", TFTPD | HTTPD,
	PARENT, NO_FD},
    [BW_MSG_TRANSFER_ENDED] = {"transfer-ended", TFTPD | HTTPD, PARENT, NO_FD},
    [BW_MSG_EXPORT_ATTACHED] = {"export-attached", NBDD, PARENT, NO_FD},
    [BW_MSG_EXPORT_PROGRESSED] = {"export-progressed", NBDD, PARENT, NO_FD},
    [BW_MSG_EXPORT_DETACHED] = {"export-detached", NBDD, PARENT, NO_FD},
    [BW_MSG_CTL_ASK] = {"ctl-ask", CTL, PARENT, NO_FD},
    [BW_MSG_CTL_ANSWERED] = {"ctl-answered", PARENT, CTL, NO_FD},
    [BW_MSG_PROCESS_LISTED] = {"process-listed", PARENT, CTL, NO_FD},
    [BW_MSG_HOST_LISTED] = {"host-listed", PARENT, CTL, NO_FD},
    [BW_MSG_EXPORT_LISTED] = {"export-listed", PARENT, CTL, NO_FD},
    [BW_MSG_REASON_LISTED] = {"reason-listed", PARENT, CTL, NO_FD},
    [BW_MSG_COUNTER_LISTED] = {"counter-listed", PARENT, CTL, NO_FD},
    [BW_MSG_OVERLAY_LISTED] = {"overlay-listed", PARENT, CTL, NO_FD},
    [BW_MSG_SESSION_LISTED] = {"session-listed", PARENT, CTL, NO_FD},
    [BW_MSG_EVENT_LISTED] = {"event-listed", PARENT, CTL, NO_FD},
#ifdef BW_PROBE
    [BW_MSG_PROBE_TRY] = {"probe-try", PARENT, WORKERS, NO_FD},
    [BW_MSG_PROBE_TRIED] = {"probe-tried", WORKERS, PARENT, NO_FD},
#endif
};

static unsigned
speaker_bit(struct bw_speaker speaker)
{
	return speaker.master ? MASTER : WORKER(speaker.role);
}

static bool
is_parent(struct bw_speaker speaker)
{
	return speaker_bit(speaker) == PARENT;
}

bool
bw_rules_allow(enum bw_msg_type type, struct bw_speaker from,
    struct bw_speaker to, bool with_fd)
{
	const struct row *row;

	if (type >= BW_N_MSGS || rows[type].name == NULL) {
		return false;
	}
	row = &rows[type];
	/* What passes through the parent has children on either side. */
	return (is_parent(from) || is_parent(to)) &&
	       (row->from & speaker_bit(from)) != 0 &&
	       (row->to & speaker_bit(to)) != 0 &&
	       with_fd == (row->with_fd == FD);
}

const char *
bw_msg_type_str(enum bw_msg_type type)
{
	return type < BW_N_MSGS && rows[type].name != NULL ? rows[type].name
							   : "?";
}
