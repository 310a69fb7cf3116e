/* SPDX-License-Identifier: ISC */
/*
 * Values of keys: text to the field of a struct, and back.
 */
#ifndef BW_CONF_VALUE_H
#define BW_CONF_VALUE_H

#include "base/writer.h"
#include "conf/schema.h"

/*
 * Parse put->value into the key's field.
 *
 *   base      the struct that key->offset counts from
 *   returns   0
 *             -EBADMSG  put->reason says why; the field is unchanged
 */
int bw_conf_value_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, void *base);

/* The text that parses to the field's value; "" for what is unset. */
void bw_conf_value_text(
    const struct bw_conf_key *key, const void *base, struct bw_conf_out *out);

/* Give all keys of a section the defaults that the schema has for them. */
void bw_conf_defaults_set(
    struct bw_conf *conf, const struct bw_conf_section *section, void *base);

/* One yes or no; -EBADMSG with put->reason. */
int bw_conf_bool_parse(struct bw_conf_put *put, bool *out);

/* Numbers (number.c): "1500", "0x5dc", "64K", "2Mi". */
int bw_conf_number_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out);

/* Bytes, the same up to 64 bits and with G, Gi, T and Ti. */
int bw_conf_size_parse(struct bw_conf_put *put, uint64_t *out);
void bw_conf_size_text(uint64_t size, struct bw_conf_out *out);

/* Seconds, "2", "2.5", ".5", exact to the millisecond. */
int bw_conf_ms_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out);
void bw_conf_ms_text(uint32_t ms, struct bw_conf_out *out);

/* Seconds in whole, "600", "10m", "12h", "7d", "2w" or "infinite". */
int bw_conf_seconds_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out);
void bw_conf_seconds_text(uint32_t seconds, struct bw_conf_out *out);

/* FIRST-LAST, or one port. */
int bw_conf_ports_parse(struct bw_conf_put *put, struct bw_conf_ports *out);
void
bw_conf_ports_text(const struct bw_conf_ports *ports, struct bw_conf_out *out);

/* Networks and pools (nets.c). */
int bw_conf_network_put(struct bw_conf_put *put, struct bw_conf_network *out);
int
bw_conf_networks_parse(struct bw_conf_put *put, struct bw_conf_networks *out);
int bw_conf_pools_parse(struct bw_conf_put *put, struct bw_conf_pools *out);
void bw_conf_network_text(
    const struct bw_conf_network *network, struct bw_conf_out *out);
void bw_conf_networks_text(
    const struct bw_conf_networks *networks, struct bw_conf_out *out);
void
bw_conf_pools_text(const struct bw_conf_pools *pools, struct bw_conf_out *out);

/*
 * Options (option.c).  put->key is what stands behind "option ".
 */
#define BW_CONF_OPTION_WORD "option "
int
bw_conf_option_put(struct bw_conf_put *put, struct bw_conf_options *options);
void bw_conf_options_write(
    const struct bw_conf_options *options, struct bw_conf_out *out);

/*
 * The bytes of an option's value (option_value.c).
 *
 *   out       BW_CONF_OPTION_MAX bytes
 *   returns   how many, or -EBADMSG with put->reason
 */
#define BW_CONF_OPTION_MAX 1024
int bw_conf_option_encode(struct bw_conf_put *put,
    enum bw_conf_option_type type, uint8_t out[BW_CONF_OPTION_MAX]);

/* The same behind what is written already; 0, or -EBADMSG with put->reason. */
int bw_conf_option_write(struct bw_conf_put *put, enum bw_conf_option_type type,
    struct bw_writer *w);

/* A value of BW_CONF_OPTION_PARTS (option_parts.c); as above. */
int bw_conf_option_parts_write(struct bw_conf_put *put, struct bw_writer *w);

/* Was there room for all?  As above. */
int bw_conf_option_fits(struct bw_conf_put *put, const struct bw_writer *w);

/* Are these bytes what this option may have?  RFC 2132 and its successors. */
int bw_conf_option_obeys(
    struct bw_conf_put *put, uint8_t code, const uint8_t *bytes, size_t len);

/* Patterns and bytes (pattern.c). */
int bw_conf_patterns_parse(struct bw_conf_put *put, struct bw_conf_names *out);
int bw_conf_bytes_parse(struct bw_conf_put *put, struct bw_conf_bytes *out);
void
bw_conf_bytes_text(const struct bw_conf_bytes *bytes, struct bw_conf_out *out);

/* Pairs of hexadecimal digits; how many bytes, or -EBADMSG. */
int bw_conf_hex_parse(const char *text, uint8_t *out, size_t size);

/*
 * The next item between commas, without the space around it; 0, -ENOENT
 * behind the last, -E2BIG.
 */
int bw_conf_comma_next(const char **at, char *out, size_t size);

/* The lists (list.c): same contracts, on the field itself. */
int bw_conf_list_parse(
    struct bw_conf_put *put, enum bw_conf_type type, void *field);
void bw_conf_list_text(
    enum bw_conf_type type, const void *field, struct bw_conf_out *out);

#define BW_CONF_ITEM_MAX  256 /* bytes, with the NUL */
#define BW_CONF_ITEMS_MAX 64

/*
 * Takes the ith item of a list into what the caller of _each() gave; 0, or
 * -EBADMSG with put->reason.  It may write to the item.
 */
typedef int
bw_conf_item_take(struct bw_conf_put *put, char *item, size_t i, void *out);

/*
 * Have every item of a list taken, in order.
 *
 *   text      put->value or a part of it
 *   returns   0, or -EBADMSG with put->reason: one is too long or was not
 *             taken, or there are too many
 */
int bw_conf_list_each(struct bw_conf_put *put, const char *text,
    bw_conf_item_take *take, void *out);

/* The word of this text, whatever its case; or NULL (value.c). */
const struct bw_conf_word *
bw_conf_word_find(const struct bw_conf_word *words, const char *text);
/* Keep which words there are; returns -EBADMSG. */
int bw_conf_word_refuse(struct bw_conf_put *put,
    const struct bw_conf_word *words, const char *text);

/* Words to bits and back (bits.c). */
int bw_conf_bits_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *field);
void bw_conf_bits_text(
    const struct bw_conf_key *key, uint32_t field, struct bw_conf_out *out);

/* How much each service logs (levels.c). */
int bw_conf_levels_parse(struct bw_conf_put *put, struct bw_conf_levels *field);
void bw_conf_levels_text(
    const struct bw_conf_levels *field, struct bw_conf_out *out);

/* ADDRESS:PORT, IPv6 in brackets (list.c); 0, -EBADMSG. */
int bw_conf_target_parse(const char *text, struct bw_addr *out);
int bw_conf_target_refuse(struct bw_conf_put *put, const char *text);

/* Who is notified, and how (notices.c). */
int bw_conf_notices_parse(struct bw_conf_put *put,
    const struct bw_conf_key *key, struct bw_conf_notices *field);
void bw_conf_notices_text(
    const struct bw_conf_notices *field, struct bw_conf_out *out);

/* Whom an export is for (allow.c). */
int bw_conf_allow_parse(struct bw_conf_put *put, struct bw_conf_allows *field);
void
bw_conf_allow_text(const struct bw_conf_allows *field, struct bw_conf_out *out);

/* Times of the week, and the zone they are in (week_text.c). */
int bw_conf_spans_parse(struct bw_conf_put *put, struct bw_conf_spans *out);
void
bw_conf_spans_text(const struct bw_conf_spans *spans, struct bw_conf_out *out);
int bw_conf_zone_parse(struct bw_conf_put *put, struct bw_conf_zone *out);
void
bw_conf_zone_text(const struct bw_conf_zone *zone, struct bw_conf_out *out);

/* VLAN tags (tags.c). */
int bw_conf_tags_parse(struct bw_conf_put *put, struct bw_conf_tags *out);
void
bw_conf_tags_text(const struct bw_conf_tags *tags, struct bw_conf_out *out);

/* Does the text begin with something that an address list would take? */
bool bw_conf_list_begins(const char *text);

#endif
