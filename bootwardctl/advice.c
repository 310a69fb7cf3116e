/* SPDX-License-Identifier: ISC */
/* Advice; see advice.h.  Pure. */
#include "advice.h"

#include "base/text.h"

static struct advice
of_client(const struct bw_ctl_event *e)
{
	if (e->answer == DHCP_TYPE_OFFER) {
		return (struct advice){"offered",
		    "It did not take the offer: another DHCP server may have "
		    "been faster, or the offer does not reach it (VLAN, "
		    "spanning tree, relay)."};
	}
	if (e->answer == DHCP_TYPE_NAK) {
		return (struct advice){"refused",
		    "It asked for an address that is not its to have; it "
		    "should begin anew by itself."};
	}
	if (e->answer == DHCP_TYPE_ACK && e->stage == BW_STAGE_OS) {
		return (struct advice){
		    "running", "The operating system has its address."};
	}
	if (e->answer == DHCP_TYPE_ACK) {
		return (struct advice){"acknowledged",
		    "It has what it asked for and fetches nothing: is there a "
		    "boot file for its architecture ([bootfile]), and does a "
		    "firewall let TFTP (UDP 69 and the ports answered from) "
		    "or HTTP through?"};
	}
	if (e->asked == DHCP_TYPE_DECLINE) {
		return (struct advice){"declined",
		    "Somebody else uses the address it was given: keep other "
		    "machines out of the pool."};
	}
	if (e->asked == DHCP_TYPE_RELEASE) {
		return (struct advice){
		    "released", "It gave its address back: it was shut down."};
	}
	return (struct advice){"unanswered",
	    "It was not answered, for the reason given: look at the pool, at "
	    "access with [mac] and [uuid], and at serve or allow_simple_dhcp."};
}

static struct advice
of_transfer(const struct bw_ctl_event *e)
{
	switch ((enum bw_end)e->end) {
	case BW_END_COMPLETE:
		return (struct advice){"file-complete",
		    "It has the file and asked for nothing more: if it does "
		    "not run, the file is for another architecture, not "
		    "signed for Secure Boot, or waits at a prompt."};
	case BW_END_REFUSED:
		return (struct advice){"file-refused",
		    "The file is not there or may not be read: compare the "
		    "name, its letter case and its permissions with what is "
		    "beneath the root."};
	case BW_END_ABORTED:
		return (struct advice){"file-aborted",
		    "The client gave up itself: too large for its memory, or "
		    "an option it cannot do."};
	case BW_END_TIMEOUT:
		return (struct advice){"file-timeout",
		    "It went silent: packets are lost on the way (many "
		    "retransmissions), or it was switched off."};
	case BW_END_ERROR:
		return (struct advice){"file-error",
		    "The file could not be read: look at the log and at the "
		    "disk."};
	case BW_END_PROBE:
		return (struct advice){"file-probed",
		    "It asked for the size of the file and did not come "
		    "back for it."};
	case BW_END_STOPPED:
		return (struct advice){"file-stopped",
		    "The server was stopped meanwhile: switch it on again."};
	}
	return (struct advice){"unknown", "No advice."};
}

struct advice
advice_of(const struct bw_ctl_event *last)
{
	switch ((int)last->kind) {
	case BW_MSG_CLIENT_SEEN:
		return of_client(last);
	case BW_MSG_TRANSFER_STARTED:
		return (struct advice){
		    "file-started", "The transfer is under way."};
	case BW_MSG_TRANSFER_ENDED:
		return of_transfer(last);
	case BW_MSG_EXPORT_ATTACHED:
		return (struct advice){
		    "attached", "It uses its network block device."};
	default:
		if (bw_text_starts_nocase(last->reason, "refused")) {
			return (struct advice){"export-refused",
			    "It may not use the network block device it asked "
			    "for, for the reason given: compare its name and "
			    "the keys allow, require_lease and max_connections "
			    "with what bootwardctl exports tells."};
		}
		return (struct advice){"detached",
		    "It let its network block device go: it was shut down, "
		    "lost its network, or could not use what is in it."};
	}
}
