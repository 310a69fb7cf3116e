/* SPDX-License-Identifier: ISC */
/* The table of sections and keys; see schema.h.  Pure. */
#include "conf/schema.h"

#include "base/log.h"
#include "conf/roots.h"
#include "conf/rows.h"

#define AT(member)        offsetof(struct bw_conf, member)
#define AT_BOOTPD(member) AT(bootpd.member)
#define HOST_AT(member)   offsetof(struct bw_conf_host, member)
#define ROOT_AT(member)   offsetof(struct bw_conf_root, member)
#define CLASS_AT(member)  offsetof(struct bw_conf_class, member)
#define SUBNET_AT(member) offsetof(struct bw_conf_subnet, member)
#define MENU_AT(member)   offsetof(struct bw_conf_menu_item, member)
#define EXPORT_AT(member) offsetof(struct bw_conf_export, member)
#define KEYS(table)       .keys = (table), .n_keys = ARRAY_LEN(table)

#define NO_MARK    .mark = BW_CONF_NOWHERE
#define ALWAYS     .service = BW_CONF_NOWHERE
#define SERVICE(d) .mark = AT(d.enabled), .service = AT(d.enabled)
#define PART_OF(d) .service = AT(d.enabled)

#define BOOL     BW_CONF_TYPE_BOOL
#define TRISTATE BW_CONF_TYPE_TRISTATE
#define WORD     BW_CONF_TYPE_WORD
#define U16      BW_CONF_TYPE_U16
#define U32      BW_CONF_TYPE_U32
#define SIZE     BW_CONF_TYPE_SIZE
#define MS       BW_CONF_TYPE_MS
#define PORTS    BW_CONF_TYPE_PORTS
#define TEXT     BW_CONF_TYPE_TEXT
#define HOST     BW_CONF_TYPE_HOST
#define IPV4     BW_CONF_TYPE_IPV4
#define MAC      BW_CONF_TYPE_MAC
#define ADDRS    BW_CONF_TYPE_ADDRS
#define TARGETS  BW_CONF_TYPE_TARGETS
#define NAMES    BW_CONF_TYPE_NAMES
#define WORDS    BW_CONF_TYPE_WORDS
#define DNS      BW_CONF_TYPE_DNS
#define LEVELS   BW_CONF_TYPE_LEVELS
#define NOTICES  BW_CONF_TYPE_NOTICES
#define BITS     BW_CONF_TYPE_BITS
#define IPV4S    BW_CONF_TYPE_IPV4S
#define SECONDS  BW_CONF_TYPE_SECONDS
#define NETWORK  BW_CONF_TYPE_NETWORK
#define NETWORKS BW_CONF_TYPE_NETWORKS
#define POOLS    BW_CONF_TYPE_POOLS
#define ALLOW    BW_CONF_TYPE_ALLOW
#define PATTERNS BW_CONF_TYPE_PATTERNS
#define BYTES    BW_CONF_TYPE_BYTES
#define UUID     BW_CONF_TYPE_UUID
#define SPANS    BW_CONF_TYPE_SPANS
#define ZONE     BW_CONF_TYPE_ZONE
#define TAGS     BW_CONF_TYPE_TAGS

#define FIXED .fixed = true

const struct bw_conf_word bw_conf_yes_no[] = {{"yes", true}, {"no", false},
    {"on", true}, {"off", false}, {"true", true}, {"false", false},
    {"enable", true}, {"disable", false}, {"enabled", true},
    {"disabled", false}, {"high", true}, {"low", false}, {"ok", true},
    {"ko", false}, {"1", true}, {"0", false}, {NULL, 0}};

static const struct bw_conf_word sandboxes[] = {
    {"strict", false}, {"degraded", true}, {NULL, 0}};

static const struct bw_conf_word log_types[] = {
    {"stderr", BW_CONF_LOG_TYPE_STDERR}, {"stdout", BW_CONF_LOG_TYPE_STDOUT},
    {"syslog", BW_CONF_LOG_TYPE_SYSLOG}, {"unix", BW_CONF_LOG_TYPE_SYSLOG},
    {"file", BW_CONF_LOG_TYPE_FILE}, {"none", BW_CONF_LOG_TYPE_NONE},
    /* logs of Windows: there are none here */
    {"winlog", BW_CONF_LOG_TYPE_NONE}, {"eventlog", BW_CONF_LOG_TYPE_NONE},
    {"nteventlog", BW_CONF_LOG_TYPE_NONE}, {NULL, 0}};

static const struct bw_conf_word log_levels[] = {{"debug", BW_LOG_LEVEL_DEBUG},
    {"all", BW_LOG_LEVEL_DEBUG}, {"info", BW_LOG_LEVEL_INFO},
    {"warning", BW_LOG_LEVEL_WARNING}, {"warn", BW_LOG_LEVEL_WARNING},
    {"error", BW_LOG_LEVEL_ERR}, {"critical", BW_LOG_LEVEL_ERR},
    {"none", BW_LOG_LEVEL_NONE}, {NULL, 0}};

static const struct bw_conf_word accesses[] = {{"none", BW_CONF_ACCESS_NONE},
    {"", BW_CONF_ACCESS_NONE}, {"mac", BW_CONF_ACCESS_MAC},
    {"uuid", BW_CONF_ACCESS_UUID}, {"http", BW_CONF_ACCESS_HTTP}, {NULL, 0}};

static const struct bw_conf_word compats[] = {{"none", BW_CONF_COMPAT_NONE},
    {"pybootd", BW_CONF_COMPAT_PYBOOTD}, {"pypxe", BW_CONF_COMPAT_PYPXE},
    {NULL, 0}};

static const struct bw_conf_word cows[] = {{"none", BW_CONF_COW_NONE},
    {"no", BW_CONF_COW_NONE}, {"memory", BW_CONF_COW_MEMORY},
    {"disk", BW_CONF_COW_DISK}, {"keep", BW_CONF_COW_KEEP}, {NULL, 0}};

static const struct bw_conf_word writes[] = {
    {"none", false}, {"no", false}, {"shared", true}, {NULL, 0}};

static const struct bw_conf_word brackets[] = {{"auto", BW_CONF_BRACKETS_AUTO},
    {"text", BW_CONF_BRACKETS_TEXT}, {"file", BW_CONF_BRACKETS_FILE},
    {NULL, 0}};

static const struct bw_conf_word quirks[] = {{"no-43", BW_CONF_QUIRK_NO_43},
    {"no-60", BW_CONF_QUIRK_NO_60}, {"no-66", BW_CONF_QUIRK_NO_66},
    {"no-67", BW_CONF_QUIRK_NO_67}, {"no-175", BW_CONF_QUIRK_NO_175},
    {"nul-67", BW_CONF_QUIRK_NUL_67}, {"small", BW_CONF_QUIRK_SMALL},
    {"broadcast", BW_CONF_QUIRK_BROADCAST},
    {"subnet-broadcast", BW_CONF_QUIRK_SUBNET_BROADCAST},
    {"offer-file", BW_CONF_QUIRK_OFFER_FILE},
    {"no-menu", BW_CONF_QUIRK_NO_MENU}, {NULL, 0}};

static const struct bw_conf_word serves[] = {{"pxe", BW_CONF_SERVE_PXE},
    {"dhcp", BW_CONF_SERVE_DHCP}, {"bootp", BW_CONF_SERVE_BOOTP}, {NULL, 0}};

/* clang-format off */
static const struct bw_conf_key bootward_keys[] = {
	{"state_dir", TEXT, AT(bootward.state_dir), "/var/lib/bootward", FIXED},
	{"control", TEXT, AT(bootward.control), "auto", FIXED},
	{"metrics", TARGETS, AT(bootward.metrics), "", FIXED},
	{"notify", NOTICES, AT(bootward.notify), "", BW_CONF_NOTICE_JSON},
	{"notify_token_file", TEXT, AT(bootward.notify_token_file), "", FIXED},
	{"user_prefix", TEXT, AT(bootward.user_prefix), "_bootward", FIXED},
	{"sandbox", BOOL, AT(bootward.degraded), "strict", .words = sandboxes, FIXED},
	{"require_lease", BOOL, AT(bootward.require_lease), "no", .words = bw_conf_yes_no},
	{"drain_timeout", MS, AT(bootward.drain_ms), "30", 0, 3600 * 1000},
};

static const struct bw_conf_key logger_keys[] = {
	{"type", WORD, AT(logger.type), "stderr", .words = log_types, FIXED},
	{"level", WORD, AT(logger.level), "info", .words = log_levels},
	{"levels", LEVELS, AT(logger.levels), ""},
	{"file", TEXT, AT(logger.file), "", FIXED},
	{"server", TARGETS, AT(logger.server), "", FIXED},
};

/* What everybody, a subnet and a host may have of their own. */
#define TIME_KEYS(at) \
	{"min_lease_time", SECONDS, at(settings.min_lease_time_s), "", 1, UINT32_MAX}, \
	{"max_lease_time", SECONDS, at(settings.max_lease_time_s), "", 1, UINT32_MAX}, \
	{"renewal_time", SECONDS, at(settings.renewal_time_s), "", 1, UINT32_MAX}, \
	{"rebinding_time", SECONDS, at(settings.rebinding_time_s), "", 1, UINT32_MAX}, \
	{"discourage_renewals", TRISTATE, at(settings.discourage_renewals), "", \
	    .words = bw_conf_yes_no}
#define SETTINGS_KEYS(at) \
	{"lease_time", SECONDS, at(settings.lease_time_s), "", 1, UINT32_MAX}, \
	TIME_KEYS(at), \
	{"router", IPV4S, at(settings.router), ""}, \
	{"dns", DNS, at(settings.dns), ""}, \
	{"ntp", IPV4S, at(settings.ntp), ""}, \
	{"domain", TEXT, at(settings.domain), "", 0, 253}, \
	{"next_server", IPV4, at(settings.next_server), ""}, \
	{"boot_file", TEXT, at(settings.boot_file), "", 0, BW_CONF_BOOT_FILE_MAX}, \
	{"ipxe_file", TEXT, at(settings.ipxe_file), "", 0, BW_CONF_BOOT_FILE_MAX}, \
	{"quirks", BITS, at(settings.quirks), "", .words = quirks}

static const struct bw_conf_word reuses[] = {
	{"oldest", false}, {"never", true}, {NULL, 0}};

static const struct bw_conf_word identities[] = {
	{"id", false}, {"mac", true}, {NULL, 0}};

static const struct bw_conf_key bootpd_keys[] = {
	{"interface", NAMES, AT(bootpd.interfaces), ""},
	{"address", IPV4, AT(bootpd.address), "", FIXED},
	{"port", U16, AT(bootpd.port), "67", 1, UINT16_MAX, FIXED},
	{"pxe_port", U16, AT(bootpd.pxe_port), "4011", 1, UINT16_MAX, FIXED},
	{"pool_start", IPV4, AT(bootpd.pool_start), ""},
	{"pool_count", U32, AT(bootpd.pool_count), "10", 0, 1u << 20},
	{"netmask", IPV4, AT(bootpd.netmask), ""},
	{"gateway", IPV4, AT(bootpd.gateway), ""},
	{"set_gateway", BOOL, AT(bootpd.set_gateway), "yes", .words = bw_conf_yes_no},
	{"dns", DNS, AT(bootpd.settings.dns), ""},
	{"ntp", IPV4S, AT(bootpd.settings.ntp), ""},
	{"domain", TEXT, AT(bootpd.settings.domain), "localdomain", 0, 253},
	{"hostname", TEXT, AT(bootpd.settings.hostname), "", 0, 63},
	{"servername", TEXT, AT(bootpd.servername), "unknown", 0, 63},
	{"next_server", IPV4, AT(bootpd.settings.next_server), ""},
	{"lease_time", SECONDS, AT(bootpd.settings.lease_time_s), "86400", 1, UINT32_MAX},
	TIME_KEYS(AT_BOOTPD),
	{"notify", NOTICES, AT(bootpd.notify), "", BW_CONF_NOTICE_PYBOOTD},
	{"access", WORD, AT(bootpd.access), "none", .words = accesses},
	{"serve", BITS, AT(bootpd.serve), "", .words = serves},
	{"allow_simple_dhcp", TRISTATE, AT(bootpd.allow_simple_dhcp), "",
	    .words = bw_conf_yes_no},
	{"proxy", BOOL, AT(bootpd.proxy), "no", .words = bw_conf_yes_no},
	{"authoritative", BOOL, AT(bootpd.authoritative), "no",
	    .words = bw_conf_yes_no},
	{"nak_renewals", BOOL, AT(bootpd.nak_renewals), "no",
	    .words = bw_conf_yes_no},
	{"client_identity", BOOL, AT(bootpd.identity_by_mac), "id",
	    .words = identities},
	{"remember_uuid", BOOL, AT(bootpd.remember_uuid), "yes",
	    .words = bw_conf_yes_no},
	{"quirks", BITS, AT(bootpd.settings.quirks), "", .words = quirks},
	{"menu_prompt", TEXT, AT(bootpd.menu.prompt), "Boot menu", 0, 80},
	{"menu_timeout", U32, AT(bootpd.menu.timeout_s), "10", 0, 255},
	{"menu_multicast", IPV4, AT(bootpd.menu.group), "", FIXED},
	{"menu_broadcast", BOOL, AT(bootpd.menu.broadcast), "no",
	    .words = bw_conf_yes_no},
	{"rapid_commit", BOOL, AT(bootpd.rapid_commit), "no",
	    .words = bw_conf_yes_no},
	{"subnet_selection", BOOL, AT(bootpd.subnet_selection), "no",
	    .words = bw_conf_yes_no},
	{"compat", WORD, AT(bootpd.compat), "none", .words = compats},
	{"router_advert", BOOL, AT(bootpd.router_advert), "no",
	    .words = bw_conf_yes_no, FIXED},
	{"conflict_detection", BOOL, AT(bootpd.conflict_detection), "yes",
	    .words = bw_conf_yes_no, FIXED},
	{"ping_check", BOOL, AT(bootpd.ping_check), "no",
	    .words = bw_conf_yes_no, FIXED},
	{"scan", BOOL, AT(bootpd.scan), "no", .words = bw_conf_yes_no},
	{"quarantine", SECONDS, AT(bootpd.quarantine_s), "3600", 1, UINT32_MAX},
	{"lease_reuse", BOOL, AT(bootpd.lease_reuse_never), "oldest",
	    .words = reuses},
	{"flood_clients", U32, AT(bootpd.flood.clients), "16384", 0, 1u << 20},
	{"flood_burst", U32, AT(bootpd.flood.burst), "10", 1, 10000},
	{"flood_suspend", U32, AT(bootpd.flood.suspend_s), "150", 0, 86400},
	{"denied_suspend", U32, AT(bootpd.flood.suspend_denied_s), "0", 0, 86400},
	{"interface_rate", U32, AT(bootpd.flood.interface_rate), "0", 0, 1000000},
	{"rate", U32, AT(bootpd.flood.rate), "0", 0, 1000000},
	{"relays", NETWORKS, AT(bootpd.relays), ""},
	{"relayed_only", BOOL, AT(bootpd.relayed_only), "no",
	    .words = bw_conf_yes_no},
	{"zone", ZONE, AT(bootpd.zone), ""},
};

static const struct bw_conf_key subnet_keys[] = {
	{"network", NETWORK, SUBNET_AT(network), ""},
	{"wire", TEXT, SUBNET_AT(wire), "", 0, 63},
	{"pool", POOLS, SUBNET_AT(pools), ""},
	{"relays", NETWORKS, SUBNET_AT(relays), ""},
	{"vlan_tag", TAGS, SUBNET_AT(tags), ""},
	{"authoritative", TRISTATE, SUBNET_AT(authoritative), "",
	    .words = bw_conf_yes_no},
	{"hostname", TEXT, SUBNET_AT(settings.hostname), "", 0, 63},
	SETTINGS_KEYS(SUBNET_AT),
};

static const struct bw_conf_key class_keys[] = {
	{"vendor_class", PATTERNS, CLASS_AT(vendor_class), ""},
	{"user_class", PATTERNS, CLASS_AT(user_class), ""},
	{"circuit_id", PATTERNS, CLASS_AT(circuit_id), ""},
	{"remote_id", PATTERNS, CLASS_AT(remote_id), ""},
	{"arch", PATTERNS, CLASS_AT(arch), ""},
	{"uuid", PATTERNS, CLASS_AT(uuid), ""},
	{"mac", PATTERNS, CLASS_AT(mac), ""},
	{"interface", PATTERNS, CLASS_AT(interface), ""},
	{"relay", NETWORKS, CLASS_AT(relay), ""},
	{"time", SPANS, CLASS_AT(time), ""},
	{"allow", TRISTATE, CLASS_AT(allow), "", .words = bw_conf_yes_no},
	{"hostname", TEXT, CLASS_AT(settings.hostname), "", 0, 63},
	SETTINGS_KEYS(CLASS_AT),
};

static const struct bw_conf_key host_keys[] = {
	{"mac", MAC, HOST_AT(mac), ""},
	{"uuid", UUID, HOST_AT(uuid), ""},
	{"client_id", BYTES, HOST_AT(client_id), "", 0, 255},
	{"circuit_id", BYTES, HOST_AT(circuit_id), "", 0, 255},
	{"allow", TRISTATE, HOST_AT(allow), "", .words = bw_conf_yes_no},
	{"address", IPV4, HOST_AT(address), ""},
	{"hostname", TEXT, HOST_AT(hostname), "", 0, 63},
	SETTINGS_KEYS(HOST_AT),
};

static const struct bw_conf_key menu_keys[] = {
	{"text", TEXT, MENU_AT(text), "", 0, 80},
	{"boot_file", TEXT, MENU_AT(boot_file), "", 0, BW_CONF_BOOT_FILE_MAX},
	{"server", IPV4, MENU_AT(server), ""},
	{"type", U32, MENU_AT(type), "0", 0, UINT16_MAX},
	{"efi", BOOL, MENU_AT(efi), "no", .words = bw_conf_yes_no},
};

static const struct bw_conf_word fails[] = {
	{"closed", false}, {"open", true}, {NULL, 0}};

static const struct bw_conf_word mac_formats[] = {
	{"colon", false}, {"dash", true}, {NULL, 0}};

static const struct bw_conf_word cases[] = {
	{"lower", false}, {"upper", true}, {NULL, 0}};

static const struct bw_conf_key http_keys[] = {
	{"location", HOST, AT(http.location), "", 0, 255, FIXED},
	{"pxe", TEXT, AT(http.pxe), "", 0, 255, FIXED},
	{"dhcp", TEXT, AT(http.dhcp), "", 0, 255, FIXED},
	{"timeout", MS, AT(http.timeout_ms), "5", 1, 60 * 1000, FIXED},
	{"always_check", BOOL, AT(http.always_check), "no", .words = bw_conf_yes_no},
	{"cache", U32, AT(http.cache_s), "0", 0, 1u << 30},
	{"fail", BOOL, AT(http.fail_open), "closed", .words = fails},
	{"mac_format", BOOL, AT(http.mac_dashes), "colon", .words = mac_formats,
	    FIXED},
	{"uuid_case", BOOL, AT(http.uuid_upper), "lower", .words = cases, FIXED},
	{"token_file", TEXT, AT(http.token_file), "", FIXED},
	{"resolved", ADDRS, AT(http.resolved), ""},
};

static const struct bw_conf_key root_keys[] = {
	{"prefix", TEXT, ROOT_AT(prefix), "/", 0, BW_ROOT_PREFIX_MAX},
	{"path", TEXT, ROOT_AT(path), ""},
	{"tftpd", BOOL, ROOT_AT(tftpd), "yes", .words = bw_conf_yes_no},
	{"httpd", BOOL, ROOT_AT(httpd), "yes", .words = bw_conf_yes_no},
};

static const struct bw_conf_key fetchd_keys[] = {
	{"cache_dir", TEXT, AT(fetchd.cache_dir), "", FIXED},
	{"cache_size", U32, AT(fetchd.cache_size_mib), "4096", 1, 1u << 24, FIXED},
	{"max_file", U32, AT(fetchd.max_file_mib), "2048", 1, 1u << 24, FIXED},
	{"max_downloads", U32, AT(fetchd.max_downloads), "16", 1, 64, FIXED},
	{"timeout", MS, AT(fetchd.timeout_ms), "10", 1000, 30 * 1000, FIXED},
	{"fresh", MS, AT(fetchd.fresh_ms), "60", 0, 7 * 24 * 3600 * 1000, FIXED},
	{"ca_file", TEXT, AT(fetchd.ca_file),
	    "/etc/ssl/certs/ca-certificates.crt", FIXED},
	{"redirects", WORDS, AT(fetchd.redirects), "", FIXED},
};

static const struct bw_conf_key tftpd_keys[] = {
	{"address", ADDRS, AT(tftpd.address), "", FIXED},
	{"port", U16, AT(tftpd.port), "69", 1, UINT16_MAX, FIXED},
	{"root", TEXT, AT(tftpd.root), "", FIXED},
	{"case_fold", BOOL, AT(tftpd.case_fold), "no", .words = bw_conf_yes_no,
	    FIXED},
	{"workers", U32, AT(tftpd.workers), "1", 1, 16, FIXED},
	{"blocksize", U32, AT(tftpd.blocksize), "512", 8, 65464},
	{"timeout", MS, AT(tftpd.timeout_ms), "2", 10, 255 * 1000},
	{"retries", U32, AT(tftpd.retries), "12", 1, 100},
	{"max_blocksize", U32, AT(tftpd.max_blocksize), "65464", 512, 65464},
	{"max_windowsize", U32, AT(tftpd.max_windowsize), "64", 1, 64},
	{"fit_mtu", BOOL, AT(tftpd.fit_mtu), "no", .words = bw_conf_yes_no, FIXED},
	{"link_mtu", U32, AT(tftpd.link_mtu), "0", 0, UINT32_MAX},
	{"rollover", U32, AT(tftpd.rollover), "0", 0, 1},
	{"max_clients", U32, AT(tftpd.max_clients), "1024", 1, 4096},
	{"max_clients_per_address", U32, AT(tftpd.max_clients_per_address), "0",
	    0, 4096},
	{"port_range", PORTS, AT(tftpd.port_range), "", FIXED},
	{"single_port", BOOL, AT(tftpd.single_port), "no",
	    .words = bw_conf_yes_no, FIXED},
	{"filter_dirs", WORDS, AT(tftpd.filter_dirs), ""},
	{"templates", WORDS, AT(tftpd.templates), ""},
	{"filter_brackets", WORD, AT(tftpd.filter_brackets), "auto",
	    .words = brackets},
	{"upload", TEXT, AT(tftpd.upload.dir), "", FIXED},
	{"upload_max_size", SIZE, AT(tftpd.upload.max_size), "64Mi"},
	{"upload_max_total", SIZE, AT(tftpd.upload.max_total), "1Gi"},
	{"upload_max_files", U32, AT(tftpd.upload.max_files), "1000", 1, 10000},
};

static const struct bw_conf_word http_refusals[] = {
	{"401", 401}, {"403", 403}, {NULL, 0}};

static const struct bw_conf_key httpd_keys[] = {
	{"address", ADDRS, AT(httpd.address), "", FIXED},
	{"port", U16, AT(httpd.port), "80", 1, UINT16_MAX, FIXED},
	{"tls_address", ADDRS, AT(httpd.tls_address), "", FIXED},
	{"tls_port", U16, AT(httpd.tls_port), "443", 1, UINT16_MAX, FIXED},
	{"root", TEXT, AT(httpd.root), "", FIXED},
	{"workers", U32, AT(httpd.workers), "1", 1, 16, FIXED},
	{"check_ip", TRISTATE, AT(httpd.check_ip), "", .words = bw_conf_yes_no},
	{"index", TEXT, AT(httpd.index), "index.html", 0, 255},
	{"listing", BOOL, AT(httpd.listing), "no", .words = bw_conf_yes_no, FIXED},
	{"gzip", BOOL, AT(httpd.gzip), "yes", .words = bw_conf_yes_no},
	{"dot_names", WORDS, AT(httpd.dot_names),
	    ".treeinfo, .discinfo, .disk, .well-known"},
	{"access_log", TEXT, AT(httpd.access_log), "none", FIXED},
	{"mime_types", TEXT, AT(httpd.mime_types), "/etc/mime.types", FIXED},
	{"templates", WORDS, AT(httpd.templates), ""},
	{"check_ip_status", WORD, AT(httpd.check_ip_status), "401",
	    .words = http_refusals},
	{"max_connections", U32, AT(httpd.max_connections), "16384", 1, 16384},
	{"max_connections_per_address", U32,
	    AT(httpd.max_connections_per_address), "256", 1, 16384},
	{"max_requests", U32, AT(httpd.max_requests), "0", 0, UINT32_MAX},
	{"max_head", U32, AT(httpd.max_head), "8192", 1024, 8192},
	{"head_timeout", MS, AT(httpd.head_timeout_ms), "15", 100, 3600 * 1000},
	{"idle_timeout", MS, AT(httpd.idle_timeout_ms), "60", 100, 3600 * 1000},
	{"send_timeout", MS, AT(httpd.send_timeout_ms), "60", 100, 3600 * 1000},
};

static const struct bw_conf_key tls_keys[] = {
	{"certificate", TEXT, AT(tls.certificate), "", FIXED},
	{"key", TEXT, AT(tls.key), "", FIXED},
	{"max_connections", U32, AT(tls.max_connections), "4096", 1, 16384},
	{"max_handshakes", U32, AT(tls.max_handshakes), "1000", 1, 100000, FIXED},
	{"handshake_timeout", MS, AT(tls.handshake_timeout_ms), "10", 100,
	    3600 * 1000},
};

static const struct bw_conf_word starttls[] = {{"no", BW_CONF_STARTTLS_NO},
    {"yes", BW_CONF_STARTTLS_YES}, {"require", BW_CONF_STARTTLS_REQUIRE},
    {NULL, 0}};
static const struct bw_conf_word export_tls[] = {
    {"yes", false}, {"require", true}, {NULL, 0}};

static const struct bw_conf_key nbdd_keys[] = {
	{"address", ADDRS, AT(nbdd.address), "", FIXED},
	{"port", U16, AT(nbdd.port), "10809", 1, UINT16_MAX, FIXED},
	{"max_connections", U32, AT(nbdd.max_connections), "256", 1, 1024},
	{"max_connections_per_address", U32,
	    AT(nbdd.max_connections_per_address), "16", 1, 1024},
	{"peer_timeout", MS, AT(nbdd.peer_timeout_ms), "120", 4000, 86400 * 1000},
	{"default_export", TEXT, AT(nbdd.exports.default_name), "", 0, 255},
	{"tls", WORD, AT(nbdd.exports.starttls), "yes", .words = starttls},
	{"overlay_dir", TEXT, AT(nbdd.overlay_dir), "", FIXED},
	{"memory_quota", U32, AT(nbdd.memory_quota_mib), "0", 0, 1u << 30, FIXED},
	{"disk_quota", U32, AT(nbdd.disk_quota_mib), "0", 0, 1u << 30},
};

static const struct bw_conf_key export_keys[] = {
	{"path", TEXT, EXPORT_AT(path), ""},
	{"offset", SIZE, EXPORT_AT(offset), "0"},
	{"size", SIZE, EXPORT_AT(size), "0"},
	{"description", TEXT, EXPORT_AT(description), ""},
	{"cow", WORD, EXPORT_AT(cow), "none", .words = cows},
	{"cow_quota", U32, EXPORT_AT(cow_quota_mib), "256", 1, 1u << 20},
	{"write", BOOL, EXPORT_AT(write_shared), "none", .words = writes},
	{"copy_to_ram", BOOL, EXPORT_AT(copy_to_ram), "no",
	    .words = bw_conf_yes_no},
	{"allow", ALLOW, EXPORT_AT(allow), ""},
	{"require_lease", TRISTATE, EXPORT_AT(require_lease), "",
	    .words = bw_conf_yes_no},
	{"max_connections", U32, EXPORT_AT(max_connections), "0", 0, 1024},
	{"tls", BOOL, EXPORT_AT(tls_only), "yes", .words = export_tls},
};

static const struct bw_conf_section sections[] = {
	{"bootward", KEYS(bootward_keys), NO_MARK, ALWAYS},
	{"logger", KEYS(logger_keys), NO_MARK, ALWAYS},
	{"bootpd", KEYS(bootpd_keys), SERVICE(bootpd),
	    .options = bw_conf_bootpd_options},
	{"bootfile", NO_MARK, PART_OF(bootpd),
	    .row_put = bw_conf_bootfile_put,
	    .rows_write = bw_conf_bootfile_write},
	{"static_dhcp", NO_MARK, PART_OF(bootpd),
	    .row_put = bw_conf_static_put,
	    .rows_write = bw_conf_static_write},
	{"subnet", KEYS(subnet_keys), NO_MARK, PART_OF(bootpd),
	    .item = bw_conf_subnet_item, .nth = bw_conf_subnet_nth,
	    .options = bw_conf_subnet_options},
	{"class", KEYS(class_keys), NO_MARK, PART_OF(bootpd),
	    .item = bw_conf_class_item, .nth = bw_conf_class_nth,
	    .options = bw_conf_class_options},
	{"host", KEYS(host_keys), NO_MARK, PART_OF(bootpd),
	    .item = bw_conf_host_item, .nth = bw_conf_host_nth,
	    .options = bw_conf_host_options},
	{"menu", KEYS(menu_keys), NO_MARK, PART_OF(bootpd),
	    .item = bw_conf_menu_item, .nth = bw_conf_menu_nth},
	{"mac", .mark = AT(bootpd.mac.present), PART_OF(bootpd),
	    .row_put = bw_conf_mac_put,
	    .rows_write = bw_conf_mac_write},
	{"uuid", .mark = AT(bootpd.uuid.present), PART_OF(bootpd),
	    .row_put = bw_conf_uuid_put,
	    .rows_write = bw_conf_uuid_write},
	{"buggy_clients", NO_MARK, PART_OF(bootpd),
	    .row_put = bw_conf_buggy_put,
	    .rows_write = bw_conf_buggy_write},
	{"http", KEYS(http_keys), NO_MARK, PART_OF(bootpd)},
	{"root", KEYS(root_keys), NO_MARK, ALWAYS,
	    .item = bw_conf_root_item, .nth = bw_conf_root_nth},
	{"fetchd", KEYS(fetchd_keys), NO_MARK, ALWAYS},
	{"resolved", NO_MARK, ALWAYS, .verbatim = true,
	    .row_put = bw_conf_resolved_put,
	    .rows_write = bw_conf_resolved_write},
	{"tftpd", KEYS(tftpd_keys), SERVICE(tftpd)},
	{"filters", NO_MARK, PART_OF(tftpd), .verbatim = true,
	    .row_put = bw_conf_filters_put,
	    .rows_write = bw_conf_filters_write},
	{"httpd", KEYS(httpd_keys), SERVICE(httpd)},
	{"tls", KEYS(tls_keys), NO_MARK, ALWAYS},
	{"nbdd", KEYS(nbdd_keys), SERVICE(nbdd)},
	{"export", KEYS(export_keys), NO_MARK, PART_OF(nbdd),
	    .item = bw_conf_export_item, .nth = bw_conf_export_nth},
};
/* clang-format on */

const struct bw_conf_section *
bw_conf_section_nth(size_t i)
{
	return i < ARRAY_LEN(sections) ? &sections[i] : NULL;
}
