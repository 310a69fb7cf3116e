/* SPDX-License-Identifier: ISC */
/* From a decision to a reply; see answer.h. */
#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "hostname.h"
#include "place.h"
#include "relay.h"
#include "route.h"
#include "summary.h"

/* pybootd's default for `servername`: says nothing. */
#define NO_SERVERNAME "unknown"

void
dhcp_answer_init(struct dhcp_answer *answer, const struct dhcp_turn *turn,
    enum dhcp_type type)
{
	memset(answer, 0, sizeof(*answer));
	answer->why_no_file = "";
	answer->reply.request = &turn->message;
	answer->reply.type = (uint8_t)type;
	answer->reply.server_id = dhcp_turn_server(turn);
	answer->reply.mtu = (uint16_t)turn->interface->mtu;
	answer->reply.quirks = turn->settings.quirks;
}

static void
add_dns(struct dhcp_reply *reply, const struct bw_conf_addrs *dns)
{
	for (size_t i = 0; i < dns->n && reply->n_dns < DHCP_DNS_MAX; i++) {
		uint32_t address = bw_addr_to_ipv4(&dns->items[i]);

		if (address != 0) {
			reply->dns[reply->n_dns++] = address;
		}
	}
}

/* As configured; else whoever brought the request: the relay, or we. */
static uint32_t
router_for(const struct dhcp_turn *turn)
{
	const struct bw_conf_bootpd *conf = &turn->conf->bootpd;
	const struct bw_conf_addrs *router = &turn->settings.router;

	if (router->n > 0) {
		return bw_addr_to_ipv4(&router->items[0]);
	}
	if (!conf->set_gateway) {
		return 0;
	}
	if (conf->gateway != 0 &&
	    (turn->network == &turn->core->networks.own ||
		dhcp_place_is_near(turn, conf->gateway))) {
		return conf->gateway;
	}
	if (dhcp_place_is_near(turn, turn->interface->address)) {
		return turn->interface->address;
	}
	return turn->network == turn->link ? turn->message.giaddr : 0;
}

void
dhcp_answer_network(struct dhcp_answer *answer, const struct dhcp_turn *turn,
    uint32_t address, uint32_t lease_s)
{
	struct dhcp_timers timers = dhcp_settings_timers(turn, lease_s);
	struct dhcp_reply *reply = &answer->reply;

	reply->yiaddr = address;
	reply->lease_s = lease_s;
	reply->renewal_s = timers.renewal_s;
	reply->rebinding_s = timers.rebinding_s;
	reply->netmask = turn->netmask;
	reply->router = router_for(turn);
	add_dns(reply, &turn->settings.dns.addrs);
	reply->broadcast = turn->on_network | ~turn->netmask;
	dhcp_hostname_given(turn, address != 0 ? address : turn->message.ciaddr,
	    answer->hostname);
	reply->hostname = answer->hostname;
	reply->domain = turn->settings.domain;
	reply->subnet_selected = turn->subnet_selected;
}

static size_t
put_addresses(
    const struct bw_conf_addrs *addrs, uint8_t out[DHCP_ADDRESSES_SIZE])
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_ADDRESSES_SIZE);
	for (size_t i = 0; i < addrs->n && w.size - w.len >= sizeof(uint32_t);
	     i++) {
		bw_writer_u32(&w, bw_addr_to_ipv4(&addrs->items[i]));
	}
	return w.len;
}

/* An option that a key stands for, unless one was written as such. */
static void
add_list(struct dhcp_answer *answer, uint8_t code,
    const struct bw_conf_addrs *addrs, uint8_t bytes[DHCP_ADDRESSES_SIZE])
{
	struct dhcp_reply *reply = &answer->reply;

	for (size_t i = 0; i < reply->n_extras; i++) {
		if (answer->extras[i].code == code) {
			return;
		}
	}
	answer->extras[reply->n_extras++] = (struct dhcp_extra){
	    .code = code, .bytes = bytes, .len = put_addresses(addrs, bytes)};
}

void
dhcp_answer_options(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	const struct bw_conf_settings *settings = &turn->settings;
	struct dhcp_reply *reply = &answer->reply;

	reply->n_extras = dhcp_settings_options(turn, answer->extras);
	if (settings->ntp.n > 0) {
		add_list(answer, DHCP_OPTION_NTP_SERVERS, &settings->ntp,
		    answer->ntp);
	}
	if (reply->router != 0 && settings->router.n > 1) {
		add_list(answer, DHCP_OPTION_ROUTER, &settings->router,
		    answer->routers);
	}
	reply->extras = answer->extras;
}

/* Systems do not boot again; but BOOTP is for booting, and some do ask. */
static bool
wants_file(const struct dhcp_turn *turn)
{
	return turn->client.stage != BW_STAGE_OS ||
	       turn->message.type == DHCP_TYPE_BOOTP ||
	       dhcp_message_asks(&turn->message, DHCP_OPTION_BOOTFILE_NAME);
}

bool
dhcp_answer_has_name(const struct dhcp_turn *turn)
{
	return strcmp(turn->conf->bootpd.servername, NO_SERVERNAME) != 0;
}

static void
add_sname(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	const char *name = turn->conf->bootpd.servername;
	const char *domain = turn->settings.domain;

	if (!dhcp_answer_has_name(turn) &&
	    answer->reply.compat != BW_CONF_COMPAT_PYBOOTD) {
		return;
	}
	(void)snprintf(answer->sname, sizeof(answer->sname), "%s%s%s", name,
	    domain[0] != '\0' ? "." : "", domain); /* cut to what fits */
	answer->reply.sname = answer->sname;
}

/* Only what predecessors sent can look like theirs. */
static enum bw_conf_compat
compat_for(const struct dhcp_reply *reply, const struct dhcp_turn *turn)
{
	enum bw_conf_compat compat = turn->conf->bootpd.compat;
	bool offer_of_proxy = turn->conf->bootpd.proxy &&
			      reply->type == DHCP_TYPE_OFFER &&
			      reply->family == DHCP_FAMILY_PXE;

	if (reply->type == DHCP_TYPE_BOOTP || turn->boot_server ||
	    (reply->yiaddr == 0 &&
		(compat != BW_CONF_COMPAT_PYPXE || !offer_of_proxy))) {
		return BW_CONF_COMPAT_NONE;
	}
	return compat;
}

/* What it would be shown, were that a choice. */
static const struct bw_conf_menu_item *
only_item(const struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	if (answer->choice.script ||
	    (answer->reply.quirks & BW_CONF_QUIRK_NO_MENU) != 0) {
		return NULL;
	}
	return dhcp_menu_only(&turn->conf->bootpd.menu, &turn->client);
}

/* On port 4011 an item of the menu may be asked for by its type. */
static int
choose(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	answer->item = dhcp_menu_find(
	    &turn->conf->bootpd.menu, &turn->client, answer->vendor.boot_item);
	if (answer->item == NULL) {
		int error = dhcp_choose(turn->conf, &turn->client,
		    &turn->settings, turn->interface->address, &answer->choice);

		answer->item = only_item(answer, turn);
		if (answer->item == NULL) {
			return error;
		}
	}
	return dhcp_choose_named(turn->conf, &turn->client, &turn->settings,
	    turn->interface->address, answer->item->boot_file, &answer->choice);
}

/* Does our tftpd send it this file, under a name that is the file's own? */
static bool
is_sent_here(const struct dhcp_reply *reply, const struct dhcp_turn *turn)
{
	return turn->conf->tftpd.enabled &&
	       turn->conf->tftpd.port == DHCP_TFTP_PORT &&
	       reply->siaddr == turn->interface->address &&
	       strstr(reply->file, "://") == NULL;
}

/* The size that is known, and for the next time the one that is by then. */
static void
add_size(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	struct dhcp_sizes *sizes = &turn->core->sizes;
	struct dhcp_reply *reply = &answer->reply;
	struct dhcp_action *action;

	if (!dhcp_message_asks(&turn->message, DHCP_OPTION_BOOT_FILE_SIZE) ||
	    !is_sent_here(reply, turn)) {
		return;
	}
	reply->file_blocks = dhcp_sizes_of(sizes, reply->file, turn->now.ms);
	if (dhcp_sizes_ask(sizes, reply->file, turn->now.ms)) {
		action = dhcp_actions_add(turn->out, DHCP_ACTION_MEASURE);
		bw_text_cut(action->u.measure.name,
		    sizeof(action->u.measure.name), reply->file);
	}
}

static void
add_file(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	struct dhcp_reply *reply = &answer->reply;
	int error = choose(answer, turn);

	if (error == 0) {
		reply->file = answer->choice.file;
		reply->tftp_server = true;
		add_size(answer, turn);
	} else if (turn->client.stage != BW_STAGE_OS) {
		answer->why_no_file = dhcp_choose_error_str(error);
	}
	if (reply->file != NULL && reply->family == DHCP_FAMILY_HTTP &&
	    dhcp_url_is_numeric(reply->file)) {
		/* GRUB takes its address from the firmware's device path, but
		 * not where that names a resolver. */
		reply->n_dns = 0;
	}
}

void
dhcp_answer_boot(struct dhcp_answer *answer, const struct dhcp_turn *turn)
{
	struct dhcp_reply *reply = &answer->reply;

	reply->siaddr =
	    dhcp_choose_next_server(&turn->settings, turn->interface->address);
	reply->family = turn->client.family;
	reply->compat = compat_for(reply, turn);
	answer->vendor.raspberry_pi =
	    turn->client.arch == PXE_ARCH_RASPBERRY_PI;
	if (turn->boot_server) {
		answer->vendor.boot_item =
		    dhcp_message_boot_item(&turn->message);
	}
	if (!wants_file(turn)) {
		return;
	}
	add_sname(answer, turn);
	add_file(answer, turn);
	if (!turn->boot_server && !answer->choice.script &&
	    (reply->quirks & BW_CONF_QUIRK_NO_MENU) == 0 &&
	    dhcp_menu_put(&turn->conf->bootpd.menu, &turn->client,
		turn->interface->address, answer->menu, &answer->vendor)) {
		reply->file = NULL; /* it says which one, on port 4011 */
		answer->why_no_file = "";
	}
}

bool
dhcp_answer_boots(const struct dhcp_answer *answer)
{
	return answer->reply.file != NULL || answer->vendor.n_items > 0;
}

void
dhcp_answer_use_file(struct dhcp_answer *answer)
{
	answer->vendor.has_control = true;
	answer->vendor.control = PXE_DISCOVERY_USE_FILE;
}

int
dhcp_answer_build(struct dhcp_answer *answer, const struct dhcp_turn *turn,
    struct dhcp_send *out)
{
	int len = dhcp_vendor_build(&answer->vendor, answer->vendor_bytes);

	if (len < 0) {
		return len;
	}
	answer->reply.vendor.at = answer->vendor_bytes;
	answer->reply.vendor.len = (size_t)len;
	dhcp_route(&answer->reply, turn, out);
	return dhcp_reply_build(
	    &answer->reply, out->bytes, sizeof(out->bytes), &out->len);
}

static const char *
reason_for(const struct dhcp_answer *answer)
{
	if (answer->reply.message != NULL) {
		return answer->reply.message;
	}
	return answer->choice.loop_broken
		   ? "chainload loop: iPXE is not given itself again"
		   : answer->why_no_file;
}

void
dhcp_answer_event(const struct dhcp_answer *answer,
    const struct dhcp_turn *turn, const struct dhcp_send *sent,
    struct bw_msg_client_seen *out)
{
	const struct dhcp_reply *reply = &answer->reply;

	dhcp_turn_event(turn, out);
	/* BOOTP has no word for it; what it gets is as final as an ACK. */
	out->answer =
	    reply->type == DHCP_TYPE_BOOTP ? DHCP_TYPE_ACK : reply->type;
	out->address = reply->yiaddr;
	if (reply->file != NULL) {
		bw_text_cut(out->file, sizeof(out->file), reply->file);
	}
	dhcp_summary(
	    sent->bytes, sent->len, out->options, sizeof(out->options));
	bw_text_cut(out->reason, sizeof(out->reason), reason_for(answer));
}

void
dhcp_answer_send(struct dhcp_answer *answer, struct dhcp_turn *turn)
{
	struct dhcp_send *send =
	    &dhcp_actions_add(turn->out, DHCP_ACTION_SEND)->u.send;
	struct dhcp_action *action;

	if (dhcp_answer_build(answer, turn, send) != 0) {
		turn->out->n--;
		dhcp_turn_warn(turn, DHCP_WARNING_TOO_LONG);
		return;
	}
	action = dhcp_actions_add(turn->out, DHCP_ACTION_EVENT);
	dhcp_answer_event(answer, turn, send, &action->u.event);
}
