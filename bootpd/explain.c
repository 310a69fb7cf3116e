/* SPDX-License-Identifier: ISC */
/* What a machine would be offered; see explain.h. */
#include "explain.h"

#include <stdio.h>
#include <string.h>

#include "admit.h"
#include "answer.h"
#include "base/line.h"
#include "base/text.h"
#include "give.h"
#include "serve.h"
#include "settings.h"
#include "summary.h"
#include "suppose.h"

struct explaining {
	struct dhcp_turn turn;
	struct dhcp_packet packet;
	uint8_t bytes[DHCP_SUPPOSE_MAX];
	struct dhcp_actions actions; /* scratch: nobody acts on them */
	struct dhcp_answer answer;
	struct dhcp_send send;
	struct bw_ctl_explained row;
	struct bw_line source; /* of the row */
	dhcp_explain_row *tell;
	void *arg;
};

/* --- rows ------------------------------------------------------------------ */

static void
begin(struct explaining *e, const char *name, const char *value)
{
	bw_text_cut(e->row.name, sizeof(e->row.name), name);
	bw_text_cut(e->row.value, sizeof(e->row.value), value);
	bw_line_init(&e->source, e->row.source, sizeof(e->row.source));
}

static void
add_source(struct explaining *e, const char *section, const char *key)
{
	bw_line_add_whole(&e->source, "%s\t%s\n", section, key);
}

static void
end(struct explaining *e)
{
	e->tell(e->arg, &e->row);
}

/* What a key of any scope says. */
static void
tell_setting(struct explaining *e, const char *key, const char *value)
{
	if (value[0] != '\0') {
		begin(e, key, value);
		dhcp_settings_sources(&e->turn, key, &e->source);
		end(e);
	}
}

/* --- who it is ------------------------------------------------------------- */

static void
tell_network(struct explaining *e)
{
	const struct dhcp_turn *turn = &e->turn;
	const struct dhcp_network *network = turn->network;
	char address[BW_ADDR_STR_MAX], value[BW_IFNAME_MAX + BW_ADDR_STR_MAX];
	char section[BW_CTL_NAME_MAX];

	(void)snprintf(value, sizeof(value), "%s %s", turn->interface->name,
	    bw_ipv4_str(turn->interface->address, address));
	begin(e, "interface", value);
	add_source(e, "bootpd", "interface");
	end(e);
	if (network != NULL && network->subnet != NULL) {
		begin(e, "subnet", network->subnet->name);
		(void)snprintf(section, sizeof(section), "subnet %s",
		    network->subnet->name);
		add_source(e, section, "network");
		end(e);
	}
}

/* A row of [static_dhcp] has the MAC for its key, as it was written. */
static void
add_static_sources(struct explaining *e, const uint8_t mac[BW_MAC_LEN])
{
	char lower[BW_MAC_STR_MAX], upper[BW_MAC_STR_MAX];

	(void)bw_mac_str(mac, lower);
	for (size_t i = 0; i < sizeof(lower); i++) {
		lower[i] = lower[i] == ':' ? '-' : lower[i];
		upper[i] = lower[i] >= 'a' && lower[i] <= 'f'
			       ? (char)(lower[i] - 'a' + 'A')
			       : lower[i];
	}
	add_source(e, "static_dhcp", upper);
	add_source(e, "static_dhcp", lower);
}

static void
add_host_source(struct explaining *e, const char *key)
{
	const struct bw_conf_host *host = e->turn.host;
	char section[BW_CTL_NAME_MAX];

	if (host == NULL) {
		return;
	}
	if (host->name[0] == '\0') {
		add_static_sources(e, host->mac);
		return;
	}
	(void)snprintf(section, sizeof(section), "host %s", host->name);
	add_source(e, section, key);
}

static void
tell_host(struct explaining *e)
{
	static const char *const keys[] = {
	    "mac", "uuid", "client_id", "circuit_id"};
	const struct bw_conf_host *host = e->turn.host;

	if (host == NULL) {
		return;
	}
	begin(e, "host", host->name[0] != '\0' ? host->name : host->hostname);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		add_host_source(e, keys[i]);
	}
	end(e);
}

static void
tell_classes(struct explaining *e)
{
	static const char *const keys[] = {"vendor_class", "user_class",
	    "circuit_id", "remote_id", "arch", "uuid", "mac", "interface",
	    "relay", "time"};
	const struct bw_conf_classes *classes = &e->turn.conf->bootpd.classes;
	char section[BW_CTL_NAME_MAX];

	for (size_t i = 0; i < classes->n; i++) {
		if ((e->turn.classes >> i & 1) == 0) {
			continue;
		}
		begin(e, "class", classes->items[i].name);
		(void)snprintf(section, sizeof(section), "class %s",
		    classes->items[i].name);
		for (size_t key = 0; key < ARRAY_LEN(keys); key++) {
			add_source(e, section, keys[key]);
		}
		end(e);
	}
}

/* For who wonders why it is not in a class that has a time. */
static void
tell_time(struct explaining *e)
{
	const struct bw_conf_bootpd *conf = &e->turn.conf->bootpd;
	char section[BW_CTL_NAME_MAX], text[BW_CONF_WEEK_MIN_STR_MAX];
	bool matters = false;

	begin(e, "time",
	    bw_conf_week_min_str(
		bw_conf_week_min(&conf->zone, e->turn.now.wall_s), text));
	for (size_t i = 0; i < conf->classes.n; i++) {
		const struct bw_conf_class *one = &conf->classes.items[i];

		if (one->time.n > 0) {
			(void)snprintf(
			    section, sizeof(section), "class %s", one->name);
			add_source(e, section, "time");
			matters = true;
		}
	}
	if (matters) {
		end(e);
	}
}

/* --- what it gets ---------------------------------------------------------- */

/* Why the deciders gave nothing: what the last event says. */
static const char *
reason(const struct explaining *e)
{
	for (size_t i = e->actions.n; i > 0; i--) {
		const struct dhcp_action *action = &e->actions.items[i - 1];

		if (action->kind == DHCP_ACTION_EVENT) {
			return action->u.event.reason;
		}
	}
	return "not answered";
}

/* Why it is not served; NULL: it is. */
static const char *
find_refusal(const struct dhcp_turn *turn)
{
	const char *refusal =
	    turn->conf->bootpd.proxy ? NULL : dhcp_serve_refusal(turn);

	return refusal != NULL ? refusal : dhcp_admit_refusal(turn);
}

/* A web server is asked when the machine comes; here it is taken to agree. */
static bool
tell_access(struct explaining *e)
{
	const struct bw_conf_bootpd *conf = &e->turn.conf->bootpd;
	const char *refusal = find_refusal(&e->turn);

	begin(e, "access",
	    refusal != NULL                       ? refusal
	    : conf->access == BW_CONF_ACCESS_HTTP ? "asked of the web server"
						  : "allowed");
	dhcp_settings_sources(&e->turn, "allow", &e->source);
	add_source(e, "bootpd", "access");
	add_source(
	    e, "bootpd", conf->serve != 0 ? "serve" : "allow_simple_dhcp");
	end(e);
	return refusal == NULL;
}

static void
tell_address(struct explaining *e, uint32_t address)
{
	const struct dhcp_network *network = e->turn.network;
	char text[BW_ADDR_STR_MAX], section[BW_CTL_NAME_MAX];

	begin(e, "address",
	    address == 0 ? reason(e) : bw_ipv4_str(address, text));
	if (address != 0 && e->turn.host != NULL &&
	    e->turn.host->address == address) {
		add_host_source(e, "address");
	} else if (network != NULL && network->subnet != NULL) {
		(void)snprintf(section, sizeof(section), "subnet %s",
		    network->subnet->name);
		add_source(e, section, "pool");
	} else {
		add_source(e, "bootpd", "pool_start");
	}
	end(e);
}

static void
tell_number(struct explaining *e, const char *key, uint32_t value)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", (unsigned)value);
	tell_setting(e, key, value == 0 ? "" : text);
}

static void
tell_addrs(
    struct explaining *e, const char *key, const struct bw_conf_addrs *addrs)
{
	char value[BW_CTL_VALUE_MAX], text[BW_ADDR_STR_MAX];
	struct bw_line line;

	bw_line_init(&line, value, sizeof(value));
	for (size_t i = 0; i < addrs->n; i++) {
		bw_line_add_whole(&line, "%s%s", i > 0 ? ", " : "",
		    bw_addr_ip_str(&addrs->items[i], text));
	}
	tell_setting(e, key, value);
}

/* Where choose.c looks, in its order. */
static void
add_file_sources(struct explaining *e)
{
	const struct dhcp_client *client = &e->turn.client;
	bool ipxe = client->stage == BW_STAGE_IPXE;
	uint16_t arch = client->arch, kin = dhcp_arch_kin(arch);
	const uint16_t archs[] = {arch, kin};
	char key[32];

	if (e->answer.item != NULL) {
		bw_line_add_whole(
		    &e->source, "menu %s\tboot_file\n", e->answer.item->name);
		return;
	}
	dhcp_settings_sources(
	    &e->turn, ipxe ? "ipxe_file" : "boot_file", &e->source);
	for (size_t i = 0; i < ARRAY_LEN(archs); i++) {
		const char *name = dhcp_arch_str(archs[i]);

		(void)snprintf(key, sizeof(key), "%s%s", ipxe ? "ipxe-" : "",
		    name == NULL ? "" : name);
		if (!ipxe) {
			char code[8];

			(void)snprintf(
			    code, sizeof(code), "%05u", (unsigned)archs[i]);
			add_source(e, "bootfile", code);
		}
		add_source(e, "bootfile", key);
	}
	add_source(e, "bootfile", ipxe ? "ipxe" : "default");
}

static void
tell_file(struct explaining *e)
{
	const struct dhcp_reply *reply = &e->answer.reply;

	if (reply->file == NULL && e->answer.why_no_file[0] == '\0') {
		return;
	}
	begin(e, "boot_file",
	    reply->file != NULL ? reply->file : e->answer.why_no_file);
	add_file_sources(e);
	end(e);
}

/* The values that an answer is made of, and the answer itself. */
static void
tell_answer(struct explaining *e, uint32_t address)
{
	const struct bw_conf_settings *settings = &e->turn.settings;
	char text[BW_ADDR_STR_MAX], value[BW_REASON_MAX];

	if (address != 0) {
		tell_number(e, "lease_time", dhcp_settings_lease_s(&e->turn));
		tell_addrs(e, "router", &settings->router);
		tell_addrs(e, "dns", &settings->dns.addrs);
		tell_addrs(e, "ntp", &settings->ntp);
		tell_setting(e, "domain", settings->domain);
	}
	if (e->answer.reply.hostname != NULL &&
	    e->answer.reply.hostname[0] != '\0') {
		tell_setting(e, "hostname", e->answer.reply.hostname);
	}
	if (e->answer.reply.siaddr != 0) {
		tell_setting(e, "next_server",
		    bw_ipv4_str(e->answer.reply.siaddr, text));
	}
	tell_file(e);
	if (dhcp_answer_build(&e->answer, &e->turn, &e->send) == 0) {
		dhcp_summary(e->send.bytes, e->send.len, value, sizeof(value));
		begin(e, "options", value);
		dhcp_settings_sources(&e->turn, "options", &e->source);
		end(e);
	}
}

static void
explain_offer(struct explaining *e)
{
	uint32_t address = 0;

	if (e->turn.conf->bootpd.proxy) {
		dhcp_answer_init(&e->answer, &e->turn, DHCP_TYPE_OFFER);
		dhcp_answer_boot(&e->answer, &e->turn);
		dhcp_answer_options(&e->answer, &e->turn);
	} else {
		address = dhcp_give_choose(&e->turn);
		tell_address(e, address);
		if (address == 0) {
			return;
		}
		dhcp_give_answer(&e->turn, DHCP_TYPE_OFFER, address,
		    dhcp_settings_lease_s(&e->turn), &e->answer);
	}
	tell_answer(e, address);
}

/* --- all of it -------------------------------------------------------------- */

static void
explain_at(struct explaining *e, struct dhcp_core *core,
    const struct bw_msg_interface *interface, struct dhcp_now now)
{
	e->actions.n = 0;
	e->packet.ifindex = interface->index;
	e->turn = (struct dhcp_turn){
	    .core = core,
	    .packet = &e->packet,
	    .now = now,
	    .out = &e->actions,
	    .interface = interface,
	};
	if (dhcp_message_parse(e->bytes, e->packet.len, &e->turn.message) !=
		0 ||
	    dhcp_turn_init(&e->turn) != 0) {
		return;
	}
	tell_network(e);
	tell_host(e);
	tell_time(e);
	tell_classes(e);
	if (tell_access(e)) {
		explain_offer(e);
	}
}

void
dhcp_explain(struct dhcp_core *core, const struct bw_ctl_explain *who,
    struct dhcp_now now, dhcp_explain_row *tell, void *arg)
{
	static struct explaining e; /* large; nothing in it outlives the call */
	uint64_t filled_ms = core->quiet_filled_ms;
	uint32_t tokens = core->quiet_tokens, n_untold = core->n_untold;

	e.tell = tell;
	e.arg = arg;
	e.packet =
	    (struct dhcp_packet){.door = DHCP_DOOR_DHCP, .bytes = e.bytes};
	if (dhcp_suppose_discover(who, e.bytes, &e.packet.len) != 0) {
		begin(&e, "arch", "there is no such architecture");
		end(&e);
		return;
	}
	for (size_t i = 0; i < core->n_interfaces; i++) {
		explain_at(&e, core, &core->interfaces[i], now);
	}
	/* What was told to nobody has used up nothing. */
	core->quiet_filled_ms = filled_ms;
	core->quiet_tokens = tokens;
	core->n_untold = n_untold;
}
