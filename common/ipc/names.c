/* SPDX-License-Identifier: ISC */
/* What the enumerations of messages are called; see msg.h.  Pure. */
#include "ipc/msg.h"

const char *
bw_role_str(enum bw_role role)
{
	static const char *const names[BW_N_ROLES] = {
	    [BW_ROLE_PARENT] = "bootward",
	    [BW_ROLE_BOOTPD] = "bootpd",
	    [BW_ROLE_TFTPD] = "tftpd",
	    [BW_ROLE_HTTPD] = "httpd",
	    [BW_ROLE_NBDD] = "nbdd",
	    [BW_ROLE_STORED] = "stored",
	    [BW_ROLE_FETCHD] = "fetchd",
	    [BW_ROLE_TLSD] = "tlsd",
	    [BW_ROLE_CTL] = "bootwardctl",
	};

	return role < BW_N_ROLES ? names[role] : "?";
}

const char *
bw_dhcp_type_str(uint8_t type)
{
	static const char *const names[] = {
	    [DHCP_TYPE_BOOTP] = "bootp",
	    [DHCP_TYPE_DISCOVER] = "discover",
	    [DHCP_TYPE_OFFER] = "offer",
	    [DHCP_TYPE_REQUEST] = "request",
	    [DHCP_TYPE_DECLINE] = "decline",
	    [DHCP_TYPE_ACK] = "ack",
	    [DHCP_TYPE_NAK] = "nak",
	    [DHCP_TYPE_RELEASE] = "release",
	    [DHCP_TYPE_INFORM] = "inform",
	};

	return type < ARRAY_LEN(names) ? names[type] : "other";
}

const char *
bw_stage_str(enum bw_stage stage)
{
	static const char *const names[] = {
	    [BW_STAGE_FIRMWARE] = "firmware",
	    [BW_STAGE_IPXE] = "ipxe",
	    [BW_STAGE_OS] = "os",
	};

	return stage <= BW_STAGE_MAX ? names[stage] : "?";
}

const char *
bw_end_str(enum bw_end end)
{
	static const char *const names[] = {
	    [BW_END_COMPLETE] = "complete",
	    [BW_END_REFUSED] = "refused",
	    [BW_END_ABORTED] = "aborted",
	    [BW_END_TIMEOUT] = "timeout",
	    [BW_END_ERROR] = "error",
	    [BW_END_PROBE] = "probe",
	    [BW_END_STOPPED] = "stopped",
	};

	return end <= BW_END_MAX ? names[end] : "?";
}

const char *
bw_lease_state_str(enum bw_lease_state state)
{
	static const char *const names[] = {
	    [BW_LEASE_STATE_FREE] = "free",
	    [BW_LEASE_STATE_BOUND] = "bound",
	    [BW_LEASE_STATE_DECLINED] = "declined",
	};

	return state <= BW_LEASE_STATE_MAX ? names[state] : "?";
}
